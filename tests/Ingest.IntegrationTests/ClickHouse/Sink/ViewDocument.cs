using System.Text;
using Ingest.Sinks.ClickHouse.Schema;

namespace Ingest.IntegrationTests.ClickHouse.Sink;

/// <summary>What docs/data-model.md says of the views: their files' comments, and their columns as ClickHouse describes them.</summary>
internal static class ViewDocument
{
    private const string Begin = "<!-- Generated from schema/clickhouse/views: INGEST_WRITE_DOCS=1 dotnet test tests/Ingest.IntegrationTests --filter DataModelTests -->\n";
    private const string End = "<!-- End of what is generated -->\n";

    /// <summary>The document with the part that is generated made anew.</summary>
    public static async Task<string> RenderAsync(SinkDatabase database, string document)
    {
        var begin = document.IndexOf(Begin, StringComparison.Ordinal);
        var end = document.IndexOf(End, StringComparison.Ordinal);
        Assert.True(begin >= 0 && end > begin, "docs/data-model.md has the marks of its generated part.");
        var text = new StringBuilder(document[..(begin + Begin.Length)]);
        foreach (var view in ViewFile.Embedded)
            await AppendAsync(text, database, view);
        return text.Append('\n').Append(document.AsSpan(end)).ToString();
    }

    private static async Task AppendAsync(StringBuilder text, SinkDatabase database, ViewFile view)
    {
        text.Append($"\n### `{view.Name}`\n\nGrain: {view.Grain}\n");
        if (view.Notes.Count > 0)
            text.Append($"\n{string.Join('\n', view.Notes)}\n");
        if (view.Parameters.Count > 0)
            text.Append($"\nParameters: {string.Join(", ", view.Parameters.Select(parameter => $"`{parameter.Name}` {parameter.Type}"))}.\n");
        text.Append($"\nColumns: {string.Join(", ", await ColumnsAsync(database, view))}.\n\n```sql\n{view.Example}\n```\n");
    }

    private static async Task<IEnumerable<string>> ColumnsAsync(SinkDatabase database, ViewFile view)
    {
        var call = CallOf(view);
        var lines = await database.QueryAsync($"DESCRIBE (SELECT * FROM $.{call})");
        return lines.Select(line => line.Split('\t')).Select(parts => $"`{parts[0]}` {parts[1].Replace("\\'", "'", StringComparison.Ordinal).Replace("LowCardinality(String)", "String", StringComparison.Ordinal)}");
    }

    // "view_x(…)" of the example, up to the bracket that closes it.
    internal static string CallOf(ViewFile view)
    {
        var start = view.Example.IndexOf(view.Name + "(", StringComparison.Ordinal);
        if (start < 0)
            return view.Name;
        var depth = 0;
        for (var i = start + view.Name.Length; i < view.Example.Length; i++)
        {
            depth += view.Example[i] switch { '(' => 1, ')' => -1, _ => 0 };
            if (depth == 0)
                return view.Example[start..(i + 1)];
        }

        throw new FormatException($"The example of {view.Name} does not close its call.");
    }
}
