using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Ingest.Core.Registry;

/// <summary>Reads the JSON of registries: comments and trailing commas are taken, faults are named with their place.</summary>
internal static class DocumentJson
{
    /// <summary>Reads a document.</summary>
    /// <exception cref="RegistryException">It is not JSON of this shape; the message has the place.</exception>
    public static TDocument Parse<TDocument>(string where, ReadOnlySpan<byte> document, JsonTypeInfo<TDocument> type)
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

    /// <summary>Throws unless the program knows the version of a document.</summary>
    /// <exception cref="RegistryException">It does not.</exception>
    public static void CheckVersion(string where, int version, int newest)
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
