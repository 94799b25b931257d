using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace Ingest.Sinks.ClickHouse.Schema;

/// <summary>One file of <c>schema/clickhouse/views</c>: a view of the file's name, made anew whenever its text has changed.</summary>
/// <param name="Name">Name of the view.</param>
/// <param name="Template">SQL before substitution; comment lines first, the first of which says the grain, the last an example.</param>
public sealed partial record ViewFile(string Name, string Template)
{
    private const string Prefix = "schema/views/";
    private const string Extension = ".sql";
    private const string GrainMark = "-- Grain: ";
    private const string ExampleMark = "-- Example: ";
    private const string CommentMark = "-- ";

    /// <summary>The views that this binary carries, by name.</summary>
    public static IReadOnlyList<ViewFile> Embedded { get; } = ReadAll();

    /// <summary>What one row is.</summary>
    public string Grain => Comments.First()[GrainMark.Length..];

    /// <summary>What the columns mean, a line each or more.</summary>
    public IReadOnlyList<string> Notes => [.. Comments.Skip(1).Where(line => !line.StartsWith(ExampleMark, StringComparison.Ordinal)).Select(line => line[CommentMark.Length..])];

    /// <summary>A query to begin with; empty when there is none.</summary>
    public string Example => Comments.FirstOrDefault(line => line.StartsWith(ExampleMark, StringComparison.Ordinal))?[ExampleMark.Length..] ?? "";

    /// <summary>The parameters, in the order in which the text names them first, those of the views that it calls left out.</summary>
    public IReadOnlyList<ViewParameter> Parameters =>
        [.. ParameterText().Matches(Template).Select(match => new ViewParameter(match.Groups["name"].Value, match.Groups["type"].Value)).Distinct()];

    /// <summary>SHA-256 of the template in lower-case hex.</summary>
    internal string Sha256 => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Template)));

    /// <summary>The query behind <c>AS</c>, without comments before it and without the semicolon.</summary>
    internal string Query
    {
        get
        {
            const string start = " AS\n";
            return Template[(Template.IndexOf(start, StringComparison.Ordinal) + start.Length)..].TrimEnd().TrimEnd(';');
        }
    }

    private IEnumerable<string> Comments => Template.Split('\n').TakeWhile(line => line.StartsWith(CommentMark, StringComparison.Ordinal));

    private static ViewFile[] ReadAll()
    {
        var assembly = typeof(ViewFile).Assembly;
        return [.. assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(Prefix, StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .Select(name => new ViewFile(name[Prefix.Length..^Extension.Length], Read(assembly, name)))];
    }

    private static string Read(Assembly assembly, string name)
    {
        using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!, Encoding.UTF8);
        return reader.ReadToEnd();
    }

    [GeneratedRegex(@"\{(?<name>\w+):(?<type>[^{}]+)\}", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    internal static partial Regex ParameterText();
}
