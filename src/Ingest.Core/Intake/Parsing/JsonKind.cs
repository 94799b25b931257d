using System.Text.Json;

namespace Ingest.Core.Intake.Parsing;

/// <summary>The kinds of JSON value, as Umami's error texts name them.</summary>
internal enum JsonKind : byte
{
    Undefined,
    Null,
    Boolean,
    Number,
    String,
    Array,
    Object,
}

internal static class JsonKinds
{
    /// <summary>The kind of the value that starts at the reader's token.</summary>
    public static JsonKind Of(in Utf8JsonReader reader) => reader.TokenType switch
    {
        JsonTokenType.Null => JsonKind.Null,
        JsonTokenType.True or JsonTokenType.False => JsonKind.Boolean,
        JsonTokenType.Number => JsonKind.Number,
        JsonTokenType.String => JsonKind.String,
        JsonTokenType.StartArray => JsonKind.Array,
        JsonTokenType.StartObject => JsonKind.Object,
        _ => JsonKind.Undefined,
    };

    public static ReadOnlySpan<byte> Name(this JsonKind kind) => kind switch
    {
        JsonKind.Null => "null"u8,
        JsonKind.Boolean => "boolean"u8,
        JsonKind.Number => "number"u8,
        JsonKind.String => "string"u8,
        JsonKind.Array => "array"u8,
        JsonKind.Object => "object"u8,
        _ => "undefined"u8,
    };
}
