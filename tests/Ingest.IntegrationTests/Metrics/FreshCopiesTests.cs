using Ingest.Endpoints.Metrics;
using Ingest.Endpoints.Metrics.Fresh;
using Ingest.IntegrationTests.ClickHouse;
using Ingest.IntegrationTests.ClickHouse.Sink;
using Ingest.Sinks.ClickHouse;
using Ingest.Sinks.ClickHouse.Schema;
using Microsoft.Extensions.Logging.Abstractions;

namespace Ingest.IntegrationTests.Metrics;

/// <summary>Tables of hours that are not built, made for a page's questions.</summary>
[Collection(EngineCollection.Name)]
public sealed class FreshCopiesTests(EmbeddedEngine engine) : IAsyncLifetime
{
    private static readonly Guid Site = Guid.NewGuid();
    private static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly List<IAsyncDisposable> _copies = [];
    private readonly List<IDisposable> _readers = [];
    private SinkDatabase _database = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private string Fresh => FreshPart.DatabaseOf(_database.Options.Database);

    public async ValueTask InitializeAsync()
    {
        _database = await SinkDatabase.CreateAsync(engine);
        await _database.QueryAsync($"INSERT INTO $.fact_event (site_id, event_id, session_id, visit_id, event_time, received_at, event_type, url_path) SELECT '{Site}', generateUUIDv4(), toUUID('00000000-0000-4000-8000-000000000001'), toUUID('00000000-0000-4000-8000-000000000002'), toDateTime64('{Noon:yyyy-MM-dd HH:mm:ss}', 3, 'UTC') + number, now64(3), 1, '/' FROM numbers(10)");
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var copies in _copies)
        {
            await copies.DisposeAsync();
        }

        _readers.ForEach(reader => reader.Dispose());
        await _database.QueryAsync($"DROP DATABASE IF EXISTS {Fresh}");
        _database.Dispose();
    }

    [Fact]
    public async Task Questions_at_once_share_a_table_and_it_goes_with_the_server()
    {
        var (answers, copies) = Create(_database.Options);
        var asked = await Task.WhenAll(((string[])["overview", "countries", "browsers", "traffic"]).Select(view => answers.GetAsync(Ask(view), Cancellation)));

        Assert.All(asked, answer => Assert.Contains("10", System.Text.Encoding.UTF8.GetString(answer.Body.Span), StringComparison.Ordinal));
        Assert.Equal(["event_visit_fresh", "event_visit_part"], (await TablesAsync()).Select(name => string.Join('_', name.Split('_').SkipLast(2))).Order(StringComparer.Ordinal));
        _copies.Remove(copies);
        await copies.DisposeAsync();
        Assert.Empty(await TablesAsync());
    }

    [Fact]
    public async Task A_table_that_a_killed_server_has_left_is_dropped_and_a_young_one_is_another_servers()
    {
        var now = DateTimeOffset.UtcNow;
        var (old, young) = ($"event_visit_fresh_{now.AddMinutes(-11).ToUnixTimeMilliseconds()}_a", $"event_page_fresh_{now.AddMinutes(-9).ToUnixTimeMilliseconds()}_b");
        await _database.QueryAsync($"CREATE DATABASE {Fresh} ENGINE = Memory");
        foreach (var name in (string[])[old, young])
        {
            await _database.QueryAsync($"CREATE TABLE {Fresh}.{name} (x UInt8) ENGINE = Memory");
        }

        var (answers, _) = Create(_database.Options);
        await answers.GetAsync(Ask("overview"), Cancellation);

        var tables = await TablesAsync();
        Assert.DoesNotContain(old, tables);
        Assert.Contains(young, tables);
    }

    [Fact]
    public async Task A_question_whose_table_is_gone_reads_the_facts()
    {
        var (answers, _) = Create(_database.Options);
        var overview = await answers.GetAsync(Ask("overview"), Cancellation);
        for (var i = 0; i < 3; i++)
        {
            // As after a start of ClickHouse. Whether the next question finds the table young enough to want it is a matter of time.
            await _database.QueryAsync($"DROP DATABASE IF EXISTS {Fresh}");
            var again = await answers.GetAsync(Ask("overview", limit: 2 + i), Cancellation);
            Assert.Equal(overview.Body.ToArray(), again.Body.ToArray());
        }
    }

    [Fact]
    public async Task Who_may_make_none_is_answered_all_the_same()
    {
        var options = _database.Options;
        var (answers, _) = Create(new ClickHouseOptions { Endpoint = options.Endpoint, Database = options.Database, User = options.User, Password = "wrong" });
        var answer = await answers.GetAsync(Ask("overview"), Cancellation);

        Assert.Contains("10", System.Text.Encoding.UTF8.GetString(answer.Body.Span), StringComparison.Ordinal);
        Assert.Empty(await TablesAsync());
    }

    [Fact]
    public async Task A_table_that_takes_long_is_not_waited_for_nor_tried_again_at_once()
    {
        var (answers, _) = Create(_database.Options, new HastyTime());
        for (var i = 0; i < 3; i++)
        {
            var answer = await answers.GetAsync(Ask("overview", limit: 1 + i), Cancellation);
            Assert.Contains("10", System.Text.Encoding.UTF8.GetString(answer.Body.Span), StringComparison.Ordinal);
        }

        Assert.InRange((await TablesAsync()).Length, 0, 1);
    }

    private static QueryRequest Ask(string view, int limit = 1) => new(ViewCatalogue.Find(view)!, Site, new TimeRange(Noon.AddDays(-1), Noon.AddDays(1)))
    {
        TimeZone = "Europe/Berlin",
        Unit = "day",
        Limit = limit,
    };

    private (AnswerSource Answers, FreshCopies Copies) Create(ClickHouseOptions writer, TimeProvider? time = null)
    {
        var options = new MetricsOptions();
        var reader = new MetricsReader(new ClickHouseOptions { Endpoint = _database.Options.Endpoint, Database = _database.Options.Database }, options, TimeProvider.System, writer);
        var copies = new FreshCopies(reader, time ?? TimeProvider.System, NullLogger<FreshCopies>.Instance);
        _readers.Add(reader);
        _copies.Add(copies);
        return (new AnswerSource(reader, copies, options, TimeProvider.System), copies);
    }

    private Task<string[]> TablesAsync() => _database.QueryAsync($"SELECT name FROM system.tables WHERE database = '{Fresh}'");

    /// <summary>A clock on which the limit for making a table has passed when it begins.</summary>
    private sealed class HastyTime : TimeProvider
    {
        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            base.CreateTimer(callback, state, dueTime == TimeSpan.FromSeconds(3) ? TimeSpan.Zero : dueTime, period);
    }
}
