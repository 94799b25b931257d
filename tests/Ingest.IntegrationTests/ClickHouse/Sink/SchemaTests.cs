using Ingest.Sinks.ClickHouse.Schema;

namespace Ingest.IntegrationTests.ClickHouse.Sink;

[Collection(EngineCollection.Name)]
public sealed class SchemaTests(EmbeddedEngine engine)
{
    // The columns of v_pa_visits.
    private const string PlainVisit =
        "site_id, session_id, visit_id, started_at, ended_at, duration_seconds, views, custom_events, is_bounce, hostname, entry_path, entry_query, entry_title, exit_path, "
        + "referrer_domain, referrer_path, utm_source, utm_medium, utm_campaign, utm_content, utm_term";

    private static readonly int Newest = SchemaFile.Embedded[^1].Version;

    public static TheoryData<int> EarlierVersions => [.. Enumerable.Range(1, Newest - 1)];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_second_run_applies_nothing_and_keeps_the_rows()
    {
        using var database = SinkDatabase.WithoutSchema(engine);
        var first = await database.Schema.ApplyAsync(Cancellation);
        Assert.Equal((Newest, Newest + ViewFile.Embedded.Count, false), (first.Version, first.Applied.Count, first.IsNewer));
        await database.DeliverAsync(EventRow.Batch(new EventRow()));
        var second = await database.Schema.ApplyAsync(Cancellation);
        Assert.Equal(Newest, second.Version);
        Assert.Empty(second.Applied);
        Assert.Equal(["1"], await database.QueryAsync("SELECT count() FROM $.v_pa_events"));
    }

    [Fact]
    public async Task A_run_that_broke_off_is_completed()
    {
        using var database = SinkDatabase.WithoutSchema(engine);
        foreach (var statement in SchemaFile.Embedded.SelectMany(file => SchemaTemplate.Render(file.Template, database.Options)).SkipLast(2))
            await database.Client.CommandAsync(statement, Cancellation);
        var report = await database.Schema.ApplyAsync(Cancellation);
        Assert.Equal(Newest + ViewFile.Embedded.Count, report.Applied.Count);
        Assert.Equal([$"{Newest}"], await database.QueryAsync("SELECT count() FROM $.metadata_schema_version FINAL"));
    }

    [Theory]
    [MemberData(nameof(EarlierVersions))]
    public async Task An_earlier_version_is_brought_up_to_date_with_its_rows(int version)
    {
        using var database = SinkDatabase.WithoutSchema(engine);
        var earlier = SchemaFile.Embedded.Where(file => file.Version <= version).ToList();
        await new SchemaApplier(database.Client, database.Options, earlier, []).ApplyAsync(Cancellation);
        var hasFacts = earlier.Any(file => file.Name.Contains("fact_event", StringComparison.Ordinal));
        if (hasFacts)
            await database.DeliverAsync(EventRow.Batch(new EventRow { Path = "/early" }));

        var report = await database.Schema.ApplyAsync(Cancellation);
        Assert.Equal(Newest - version + ViewFile.Embedded.Count, report.Applied.Count);
        await database.DeliverAsync(EventRow.Batch(new EventRow { Path = "/late" }));
        string[] expected = hasFacts ? ["2\t2\t1\t1"] : ["1\t1\t1\t1"];
        Assert.Equal(expected, await database.QueryAsync(
            "SELECT (SELECT count() FROM $.v_pa_events), (SELECT sum(views) FROM $.v_pa_visits), (SELECT count() FROM $.v_pa_visits), (SELECT count() FROM $.v_pa_sessions)"));
    }

    // Version 10 makes views of the facts what earlier versions materialized at each insert, and a file of the folder views has one of plain columns since 20.
    [Fact]
    public async Task Visits_and_sessions_of_an_earlier_version_read_the_same_after_the_upgrade()
    {
        using var database = SinkDatabase.WithoutSchema(engine);
        var earlier = SchemaFile.Embedded.Where(file => file.Version < 10).ToList();
        await new SchemaApplier(database.Client, database.Options, earlier, []).ApplyAsync(Cancellation);
        var (batch, range) = new GeneratedLog(seed: 11, records: 400).Read(0, 400);
        await database.DeliverAsync(batch, range);
        var before = await ReadAsync(database);
        Assert.True(before.Length > 15, $"{before.Length} lines");

        await database.Schema.ApplyAsync(Cancellation);
        Assert.Equal(before, await ReadAsync(database));
        Assert.Equal(["View", "View"], await database.QueryAsync(
            "SELECT engine FROM system.tables WHERE database = '$' AND name IN ('event_visit', 'metadata_session')"));
        Assert.Equal(before.Where(line => line.StartsWith("visit ", StringComparison.Ordinal)), await database.QueryAsync($"SELECT 'visit ', {PlainVisit} FROM $.event_visit ORDER BY ALL"));
    }

    // The files make a table, then a view of states, and then none: the folder's view is there at the end, whatever was run again and wherever it broke off.
    [Theory]
    [InlineData("DROP VIEW $.event_visit")]
    [InlineData("DROP TABLE $.fact_event")]
    [InlineData("DROP VIEW $.v_pa_visits; DROP TABLE $.metadata_site")]
    public async Task Visits_have_plain_columns_after_any_repair(string drops)
    {
        using var database = await SinkDatabase.CreateAsync(engine);
        foreach (var drop in drops.Split("; "))
            await database.QueryAsync(drop);
        await database.Schema.ApplyAsync(Cancellation);
        await database.DeliverAsync(EventRow.Batch(new EventRow { Path = "/late" }));
        Assert.Equal(["1\t/late"], await database.QueryAsync("SELECT views, entry_path FROM $.event_visit WHERE entry_path = '/late'"));
        Assert.Empty((await database.Schema.ApplyAsync(Cancellation)).Applied);
        Assert.Empty(await database.QueryAsync("SELECT name FROM system.tables WHERE database = '$' AND name IN ('fact_event_to_event_visit', 'fact_event_to_metadata_session')"));
    }

    [Fact]
    public async Task Views_that_a_broken_off_run_has_replaced_are_made_anew()
    {
        using var database = await SinkDatabase.CreateAsync(engine);
        var tenth = SchemaFile.Embedded.Single(file => file.Version == 10);
        foreach (var statement in SchemaTemplate.Render(tenth.Template, database.Options))
            await database.Client.CommandAsync(statement, Cancellation);
        await database.QueryAsync($"INSERT INTO $.metadata_schema_version (version, name, sha256, applied_at) SELECT 10, '{tenth.Name}', '{tenth.Sha256}', now64(3) + INTERVAL 1 MILLISECOND");
        Assert.Contains("event_visit", (await database.Schema.ApplyAsync(Cancellation)).Applied);
        Assert.Empty(await database.QueryAsync("SELECT started_at FROM $.event_visit"));
    }

    // Version 12 makes plain texts of the keys that event data had in a dictionary; parts are rewritten in the background.
    [Fact]
    public async Task Event_data_of_an_earlier_version_reads_the_same_after_the_upgrade_and_takes_more()
    {
        const string Data = "SELECT event_id, data_text, data_number, data_type FROM $.v_pa_events ORDER BY ALL";
        using var database = SinkDatabase.WithoutSchema(engine);
        var earlier = SchemaFile.Embedded.Where(file => file.Version < 12).ToList();
        await new SchemaApplier(database.Client, database.Options, earlier, []).ApplyAsync(Cancellation);
        var (batch, range) = new GeneratedLog(seed: 12, records: 400).Read(0, 400);
        await database.DeliverAsync(batch, range);
        var before = await database.QueryAsync(Data);
        Assert.Contains(before, line => line.Contains("{'", StringComparison.Ordinal));

        await database.Schema.ApplyAsync(Cancellation);
        Assert.Equal(before, await database.QueryAsync(Data));
        await database.DeliverAsync(EventRow.Batch(new EventRow { Path = "/late" }));
        Assert.Equal(before.Length + 1, (await database.QueryAsync(Data)).Length);
        Assert.Equal(["Map(String, String)"], await database.QueryAsync("SELECT toTypeName(data_text) FROM $.v_pa_events LIMIT 1"));
    }

    [Fact]
    public async Task A_view_that_was_dropped_or_has_another_text_is_made_anew()
    {
        using var database = await SinkDatabase.CreateAsync(engine);
        await database.Client.CommandAsync($"DROP VIEW {database.Options.Database}.view_pages", Cancellation);
        await database.Client.CommandAsync($"INSERT INTO {database.Options.Database}.metadata_view (name, sha256, applied_at) SELECT 'view_overview', 'other', now64(3) + 1", Cancellation);
        var state = await database.Schema.InspectAsync(Cancellation);
        Assert.Equal(["view_overview"], state.MissingFiles);
        Assert.Equal(["view_pages"], state.MissingObjects);

        var report = await database.Schema.ApplyAsync(Cancellation);
        Assert.Equal(["view_overview", "view_pages"], report.Applied);
    }

    [Fact]
    public async Task A_file_that_changed_since_it_was_applied_is_refused()
    {
        using var database = await SinkDatabase.CreateAsync(engine);
        var changed = SchemaFile.Embedded.Select(file => file.Version == 2 ? file with { Template = file.Template + "\n" } : file).ToList();
        var fault = await Assert.ThrowsAsync<SchemaException>(
            () => new SchemaApplier(database.Client, database.Options, changed, []).ApplyAsync(Cancellation));
        Assert.Contains("0002_metadata_site.sql", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_database_of_a_newer_binary_is_left_as_it_is()
    {
        using var database = await SinkDatabase.CreateAsync(engine);
        var older = new SchemaApplier(database.Client, database.Options, [.. SchemaFile.Embedded.SkipLast(1)], ViewFile.Embedded);
        var report = await older.ApplyAsync(Cancellation);
        Assert.Equal((Newest, 0, true), (report.Version, report.Applied.Count, report.IsNewer));
    }

    // There is no cluster to run it on: this holds its syntax, and the unit tests its text.
    [Fact]
    public async Task The_form_for_clusters_is_sql()
    {
        using var database = SinkDatabase.WithoutSchema(engine);
        database.Options.Cluster = "main";
        var statements = SchemaFile.Embedded.Select(file => file.Template).Concat(ViewFile.Embedded.Select(view => view.Template))
            .SelectMany(template => SchemaTemplate.Render(template, database.Options)).ToList();
        Assert.Contains(statements, statement => statement.Contains("Distributed(", StringComparison.Ordinal));
        foreach (var statement in statements)
            Assert.NotEmpty(await database.QueryAsync($"EXPLAIN AST {statement}"));
    }

    private static async Task<string[]> ReadAsync(SinkDatabase database) =>
    [
        .. await database.QueryAsync($"SELECT 'visit ', {PlainVisit} FROM $.v_pa_visits ORDER BY ALL"),
        .. await database.QueryAsync("SELECT * FROM $.v_pa_sessions ORDER BY ALL"),
        .. await database.QueryAsync(
            "SELECT site_id, session_id, min(first_seen_ms), max(last_seen_ms), min(first), max(identity) FROM $.metadata_session GROUP BY ALL ORDER BY ALL"),
    ];
}
