using System.Globalization;

namespace Ingest.Sinks.Iceberg.Export;

/// <summary>
/// What a part held when it was exported: a property of the table for each part, changed by the commit that replaces the part's files. A part whose
/// source has the same mark need not be written again.
/// </summary>
/// <param name="Rows">Number of rows.</param>
/// <param name="Hash">Sum of the hashes of its rows, as the source computes them.</param>
/// <param name="Form">What was made of a row: another list of columns, or another form of one, is another form.</param>
public sealed record ExportMark(long Rows, ulong Hash, string Form)
{
    private const string Prefix = "ingest.export.part.";

    /// <summary>The hash as text.</summary>
    public string HashText => Hash.ToString("x16", CultureInfo.InvariantCulture);

    /// <summary>As the property has it.</summary>
    internal string Text => string.Create(CultureInfo.InvariantCulture, $"{Rows} {HashText} {Form}");

    /// <summary>Name of a part's property.</summary>
    internal static string NameOf(ExportPart part) => $"{Prefix}{part}";

    /// <summary>The marks of a table. What is no mark is none, and its part is written again.</summary>
    internal static Dictionary<ExportPart, ExportMark> ReadAll(IReadOnlyDictionary<string, string> properties)
    {
        var marks = new Dictionary<ExportPart, ExportMark>();
        foreach (var (name, text) in properties)
        {
            if (name.StartsWith(Prefix, StringComparison.Ordinal) && ExportPart.TryParse(name[Prefix.Length..]) is { } part && TryParse(text) is { } mark)
            {
                marks[part] = mark;
            }
        }

        return marks;
    }

    private static ExportMark? TryParse(string text) =>
        text.Split(' ') is [var rows, var hash, var form]
        && long.TryParse(rows, NumberStyles.None, CultureInfo.InvariantCulture, out var count)
        && ulong.TryParse(hash, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var sum)
            ? new ExportMark(count, sum, form)
            : null;
}
