using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Ingest.Core.Registry;

/// <summary>The JSON of registries: comments and trailing commas are read, and faults are named with their place; it is written indented, for people.</summary>
internal static class DocumentJson
{
    /// <summary>How all of it is read and written.</summary>
    public static JsonSerializerOptions NewOptions() => new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        WriteIndented = true,
        AllowTrailingCommas = true,
        ReadCommentHandling = JsonCommentHandling.Skip,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        Converters = { new JsonStringEnumConverter() },
    };

    /// <summary>Reads a document, in which each entry has to obey the rules and have an id of its own. An empty one has no entries.</summary>
    /// <param name="where">What it is, for messages.</param>
    /// <param name="document">Its bytes.</param>
    /// <param name="type">Its shape.</param>
    /// <param name="newest">The newest version that this program reads.</param>
    /// <param name="partsOf">Its version and its entries.</param>
    /// <exception cref="RegistryException">It is not JSON of this shape, of another version, or breaks a rule; the message has the place.</exception>
    public static IReadOnlyList<T> Read<TDocument, T>(
        string where, ReadOnlySpan<byte> document, JsonTypeInfo<TDocument> type, int newest, Func<TDocument, (int Version, IReadOnlyList<T> Entries)> partsOf)
        where TDocument : class
        where T : class, IRegistryEntry<T>
    {
        if (document.IsEmpty)
        {
            return [];
        }

        var (version, entries) = partsOf(Parse(where, document, type));
        CheckVersion(where, version, newest);
        return RegistryConflicts.CheckDocument(where, entries);
    }

    private static TDocument Parse<TDocument>(string where, ReadOnlySpan<byte> document, JsonTypeInfo<TDocument> type)
        where TDocument : class
    {
        try
        {
            return JsonSerializer.Deserialize(WithoutMark(document), type)
                ?? throw new RegistryException($"What is in {where} is not valid: it says null.");
        }
        catch (JsonException fault)
        {
            var position = string.Create(CultureInfo.InvariantCulture, $"line {fault.LineNumber + 1}, byte {fault.BytePositionInLine + 1}");
            throw new RegistryException($"What is in {where} is not valid at {position}, {fault.Path}: {ReasonOf(fault)}", fault);
        }
    }

    private static void CheckVersion(string where, int version, int newest)
    {
        if (version < 1 || version > newest)
        {
            throw new RegistryException($"What is in {where} has version {version}; this program reads versions 1 to {newest}. Use a newer program.");
        }
    }

    // The reason without the position, which stands before it already.
    private static string ReasonOf(JsonException fault) => fault.Message.Split(" Path: ")[0].Split(" LineNumber: ")[0];

    // Editors of some systems put a byte order mark first.
    private static ReadOnlySpan<byte> WithoutMark(ReadOnlySpan<byte> text) => text.StartsWith("\uFEFF"u8) ? text[3..] : text;
}
