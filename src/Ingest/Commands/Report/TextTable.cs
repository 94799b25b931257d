using System.Text;

namespace Ingest.Commands.Report;

/// <summary>A table of texts.</summary>
/// <param name="Columns">Heads, and whether what is beneath is set to the right.</param>
/// <param name="Rows">A text for each column.</param>
internal sealed record TextTable(IReadOnlyList<(string Head, bool IsRight)> Columns, IReadOnlyList<IReadOnlyList<string>> Rows)
{
    /// <summary>The table in Markdown.</summary>
    public string ToMarkdown()
    {
        var text = new StringBuilder();
        AppendLine(text, Columns.Select(column => column.Head));
        AppendLine(text, Columns.Select(column => column.IsRight ? "---:" : "---"));
        foreach (var row in Rows)
        {
            AppendLine(text, row.Select(Escape));
        }

        return text.ToString();
    }

    /// <summary>The table with a further column.</summary>
    public TextTable With(string head, bool isRight, IReadOnlyList<string> cells) =>
        new([.. Columns, (head, isRight)], [.. Rows.Select((row, i) => (IReadOnlyList<string>)[.. row, cells[i]])]);

    /// <summary>The table without some columns.</summary>
    public TextTable Without(string head)
    {
        var kept = Enumerable.Range(0, Columns.Count).Where(i => Columns[i].Head != head).ToArray();
        return new([.. kept.Select(i => Columns[i])], [.. Rows.Select(row => (IReadOnlyList<string>)[.. kept.Select(i => row[i])])]);
    }

    /// <summary>Characters of a line of it, two between columns.</summary>
    public int Width => Enumerable.Range(0, Columns.Count).Sum(i => 2 + Math.Max(Columns[i].Head.Length, Rows.Count == 0 ? 0 : Rows.Max(row => row[i].Length)));

    private static void AppendLine(StringBuilder text, IEnumerable<string> cells) => text.Append("| ").AppendJoin(" | ", cells).Append(" |\n");

    private static string Escape(string cell)
    {
        var escaped = new StringBuilder(cell.Length);
        foreach (var c in cell)
        {
            escaped.Append(c is '\\' or '|' or '`' or '*' or '_' or '[' or ']' or '<' or '>' or '&' or '~' ? $"\\{c}" : c);
        }

        return escaped.ToString();
    }
}
