namespace Ingest.Commands.Report;

/// <summary>A form in which an answer is written.</summary>
/// <param name="Name">What <c>--format</c> calls it.</param>
/// <param name="ClickHouse">The format of ClickHouse that is streamed; null for what is drawn from rows in memory.</param>
/// <param name="Extensions">Ends of file names that stand for it.</param>
internal sealed record ReportFormat(string Name, string? ClickHouse, IReadOnlyList<string> Extensions)
{
    private const string Compressed = ".gz";

    /// <summary>Tables, charts and bars for people.</summary>
    public static ReportFormat Table { get; } = new("table", ClickHouse: null, [".txt"]);

    /// <summary>A table in Markdown.</summary>
    public static ReportFormat Markdown { get; } = new("markdown", ClickHouse: null, [".md", ".markdown"]);

    /// <summary>One array of objects: the lines of ClickHouse with commas between them.</summary>
    public static ReportFormat Json { get; } = new("json", "JSONEachRow", [".json"]);

    /// <summary>All of them.</summary>
    public static IReadOnlyList<ReportFormat> All { get; } =
    [
        Table,
        new("csv", "CSVWithNames", [".csv"]),
        new("tsv", "TSVWithNames", [".tsv"]),
        Json,
        new("ndjson", "JSONEachRow", [".ndjson", ".jsonl"]),
        new("parquet", "Parquet", [".parquet"]),
        Markdown,
    ];

    /// <summary>The format that is meant by name, else by the file, else a table.</summary>
    /// <exception cref="CommandException">There is none of the name, or the file's says nothing.</exception>
    public static ReportFormat Find(string? name, string? file)
    {
        if (name is not null)
        {
            return All.FirstOrDefault(format => format.Name == name)
                ?? throw new CommandException($"--format '{name}' is none: give one of {string.Join(", ", All.Select(format => format.Name))}");
        }

        var plain = file is not null && IsCompressed(file) ? file[..^Compressed.Length] : file;
        return plain is null
            ? Table
            : All.FirstOrDefault(format => format.Extensions.Contains(Path.GetExtension(plain), StringComparer.OrdinalIgnoreCase))
                ?? throw new CommandException($"The end of '{file}' says no format: give one of {string.Join(", ", All.SelectMany(format => format.Extensions))}, or --format");
    }

    /// <summary>True for a file that is to be compressed as a whole.</summary>
    public static bool IsCompressed(string file) => file.EndsWith(Compressed, StringComparison.OrdinalIgnoreCase);
}
