using System.Globalization;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;

namespace Ingest.Sinks.ClickHouse.Schema;

/// <summary>One file of <c>schema/clickhouse</c>: its name begins with its version.</summary>
/// <param name="Version">Number at the beginning of the name.</param>
/// <param name="Name">Name of the file.</param>
/// <param name="Template">SQL before substitution.</param>
internal sealed record SchemaFile(int Version, string Name, string Template)
{
    private const string Prefix = "schema/";
    private const int VersionDigits = 4;

    /// <summary>The files that this binary carries, in order of version.</summary>
    public static IReadOnlyList<SchemaFile> Embedded { get; } = ReadAll();

    /// <summary>SHA-256 of the template in lower-case hex.</summary>
    public string Sha256 => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Template)));

    private static List<SchemaFile> ReadAll()
    {
        var assembly = typeof(SchemaFile).Assembly;
        return [.. assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(Prefix, StringComparison.Ordinal) && name.LastIndexOf('/') < Prefix.Length)
            .Select(name => Read(assembly, name))
            .OrderBy(file => file.Version)];
    }

    private static SchemaFile Read(Assembly assembly, string resource)
    {
        using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!, Encoding.UTF8);
        var name = resource[Prefix.Length..];
        return new SchemaFile(int.Parse(name.AsSpan(0, VersionDigits), CultureInfo.InvariantCulture), name, reader.ReadToEnd());
    }
}
