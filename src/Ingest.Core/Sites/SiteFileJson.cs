using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Ingest.Core.Sites;

/// <summary>
/// The text of the site file: <c>{"version": 2, "sites": [{"id", "name", "domains", "createdAt", "settings", "updatedAt", "deletedAt"}]}</c>. Comments and trailing
/// commas are read, and so is version 1, which has none of the last three.
/// </summary>
internal static class SiteFileJson
{
    // A program that knows no deletion would bring deleted sites back: it refuses what has a version beyond its own.
    private const int Version = 2;

    /// <summary>Reads the file's bytes. <paramref name="path"/> is for messages.</summary>
    /// <exception cref="SiteFileException">It is not JSON of this shape, or breaks a rule; the message has file and position.</exception>
    public static IReadOnlyList<Site> Parse(string path, ReadOnlySpan<byte> text)
    {
        try
        {
            var document = JsonSerializer.Deserialize(WithoutMark(text), SiteFileContext.Default.SiteDocument);
            return document is null ? throw new SiteFileException($"The site file {path} is not valid: it says null.")
                : document.Version is >= 1 and <= Version ? Check(path, document.Sites)
                : throw new SiteFileException($"The site file {path} has version {document.Version}; this program reads versions 1 to {Version}. Use a newer program.");
        }
        catch (JsonException fault)
        {
            var position = string.Create(CultureInfo.InvariantCulture, $"line {fault.LineNumber + 1}, byte {fault.BytePositionInLine + 1}");
            throw new SiteFileException($"The site file {path} is not valid at {position}, {fault.Path}: {ReasonOf(fault)}", fault);
        }
    }

    /// <summary>The bytes of a file with these sites, indented for people.</summary>
    public static byte[] Render(IReadOnlyList<Site> sites) =>
        JsonSerializer.SerializeToUtf8Bytes(new SiteDocument(Version, sites), SiteFileContext.Default.SiteDocument);

    private static IReadOnlyList<Site> Check(string path, IReadOnlyList<Site> sites)
    {
        var before = new Dictionary<Guid, Site>(sites.Count);
        foreach (var site in sites)
        {
            var fault = SiteRules.FaultOf(site, before);
            if (fault is not null)
            {
                throw new SiteFileException($"The site file {path} has a fault in site {before.Count + 1} ({site?.Id}): {fault}");
            }

            before.Add(site.Id, site);
        }

        return sites;
    }

    // The reason without the position, which stands before it already.
    private static string ReasonOf(JsonException fault) => fault.Message.Split(" Path: ")[0].Split(" LineNumber: ")[0];

    // Editors of some systems put a byte order mark first.
    private static ReadOnlySpan<byte> WithoutMark(ReadOnlySpan<byte> text) => text.StartsWith("\uFEFF"u8) ? text[3..] : text;
}

/// <summary>The whole site file.</summary>
internal sealed record SiteDocument([property: JsonRequired] int Version, [property: JsonRequired] IReadOnlyList<Site> Sites);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    WriteIndented = true,
    UseStringEnumConverter = true,
    AllowTrailingCommas = true,
    ReadCommentHandling = JsonCommentHandling.Skip,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(SiteDocument))]
internal sealed partial class SiteFileContext : JsonSerializerContext;
