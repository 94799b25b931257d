using System.IO.Compression;
using System.Text;
using System.Text.Json;
using Ingest.IntegrationTests.Servers;

namespace Ingest.IntegrationTests.Commands.Report;

/// <summary>Files of <c>ingest export</c> have what ClickHouse answers, and are there as a whole or not at all.</summary>
[Collection(ReportCollection.Name)]
public sealed class ExportTests(ReportServer server)
{
    private const string View = "view_traffic(site='11111111-2222-4333-8444-555555555555', since='2025-10-23 22:00:00', until='2025-10-28 23:00:00', tz='Europe/Berlin', unit='day', filter=map('country', ['']))";
    private const string Rows = $"SELECT * FROM {View} ORDER BY bucket";

    [Theory]
    [InlineData("csv", "CSVWithNames")]
    [InlineData("tsv", "TSVWithNames")]
    [InlineData("ndjson", "JSONEachRow")]
    [InlineData("parquet", "Parquet")]
    public async Task A_file_has_what_the_view_answers_in_that_format(string end, string format)
    {
        var file = Path.Combine(server.Folder, $"traffic.{end}");
        await ExportAsync(file);
        var expected = await server.AskAsync(Rows, format);
        Assert.True(expected.Length > 100);
        Assert.Equal(expected, await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Json_is_one_array_of_the_rows()
    {
        var file = Path.Combine(server.Folder, "traffic.json");
        await ExportAsync(file);
        var rows = JsonDocument.Parse(await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken)).RootElement;
        var expected = (await server.Server.QueryAsync(Rows)).Select(row => row.GetRawText());
        Assert.Equal(expected, rows.EnumerateArray().Select(row => row.GetRawText()));
        Assert.Equal(3, rows.GetArrayLength());
    }

    [Fact]
    public async Task Markdown_is_a_table_with_the_empty_days()
    {
        var file = Path.Combine(server.Folder, "traffic.md");
        await ExportAsync(file);
        var lines = await File.ReadAllLinesAsync(file, TestContext.Current.CancellationToken);
        Assert.Equal("| bucket | visitors | visits | views | custom_events | bounces | bounce_rate | visit_seconds | visit_duration | views_per_visit |", lines[0]);
        Assert.Equal("| 2025-10-24 | 0 | 0 | 0 | 0 | 0 | 0.0% | 0s | 0s | 0 |", lines[2]);
        Assert.Equal("| 2025-10-25 | 1 | 1 | 2 | 2 | 0 | 0.0% | 3m 0s | 3m 0s | 2 |", lines[3]);
        Assert.Equal(7, lines.Length);
        Assert.Contains("| /it's\\|odd | ·\\[31mred· | 1 |", await server.RunAsync($"report pages {ReportServer.Range} --format markdown"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Standard_output_has_the_same_bytes_as_a_file()
    {
        var output = await server.RunAsync($"report traffic {ReportServer.Range} --by day --where country= --format csv");
        Assert.Equal(Encoding.UTF8.GetString(await server.AskAsync(Rows, "CSVWithNames")), output);
    }

    [Fact]
    public async Task Tables_are_exported_by_the_time_of_their_rows_and_compressed()
    {
        var file = Path.Combine(server.Folder, "events.csv.gz");
        await server.RunAsync($"export event_custom {ReportServer.Range} --output", file);
        await using var gzip = new GZipStream(File.OpenRead(file), CompressionMode.Decompress);
        using var text = new StreamReader(gzip);
        var lines = (await text.ReadToEndAsync(TestContext.Current.CancellationToken)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(3, lines.Length);
        Assert.Equal(["\"purchase\"", "\"signup\""], lines.Skip(1).Select(line => line.Split(',')[6]).Order(StringComparer.Ordinal));
        foreach (var table in new[] { "event_page", "event_session", "event_visit", "event_vitals", "fact_event", "v_pa_events", "v_pa_visits" })
        {
            await server.RunAsync($"export {table} {ReportServer.Range} --output", Path.Combine(server.Folder, $"{table}.ndjson"));
        }

        foreach (var table in new[] { "event_visit", "v_pa_visits" })
            Assert.Equal(4, (await File.ReadAllLinesAsync(Path.Combine(server.Folder, $"{table}.ndjson"), TestContext.Current.CancellationToken)).Length);
    }

    [Fact]
    public async Task A_file_that_is_there_is_replaced_by_force_alone_and_a_failure_leaves_none()
    {
        var folder = Directory.CreateDirectory(Path.Combine(server.Folder, "atomic")).FullName;
        var file = Path.Combine(folder, "pages.csv");
        await File.WriteAllTextAsync(file, "old", TestContext.Current.CancellationToken);
        Assert.Contains("--force", await server.FailAsync($"export pages {ReportServer.Range} --output", file), StringComparison.Ordinal);
        Assert.Equal("old", await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken));
        Assert.Contains("no column 'x'", await server.FailAsync($"export pages {ReportServer.Range} --force --order x --output", file), StringComparison.Ordinal);
        Assert.Equal("old", await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken));
        await server.RunAsync($"export pages {ReportServer.Range} --force --output", file);
        Assert.StartsWith("\"url_path\"", await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.Equal([file], Directory.GetFiles(folder));
    }

    [Theory]
    [InlineData("export", "Name a view and a file")]
    [InlineData("export pages", "Name a view and a file")]
    [InlineData("export pages --output no.csv --from 2026-01-01", "without --iceberg there is no --from")]
    [InlineData("export pages --output no.csv --dry-run", "without --iceberg there is no --dry-run")]
    [InlineData("export --iceberg --output no.csv", "takes no --output")]
    [InlineData("export --iceberg --format csv", "takes no --format")]
    [InlineData("export --iceberg --site Known", "--iceberg takes no --site")]
    [InlineData("export --iceberg --last 30d", "--iceberg takes no --last")]
    [InlineData("export view_pages --iceberg", "'view_pages' cannot be exported")]
    public async Task Options_that_do_not_go_together_are_refused(string command, string why) =>
        Assert.Contains(why, await server.FailAsync(command), StringComparison.Ordinal);

    private Task ExportAsync(string file) => server.RunAsync($"export traffic {ReportServer.Range} --by day --where country= --output", file);
}
