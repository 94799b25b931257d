using System.Globalization;
using System.Text;
using Ingest.IntegrationTests.ClickHouse;
using Ingest.IntegrationTests.Metrics.Reference;

namespace Ingest.IntegrationTests.Metrics.Views;

/// <summary>The same traffic in databases of which nothing, all and some is built, and the reference for it. A fixture: made once for a class.</summary>
public sealed class ViewRig(EmbeddedEngine engine) : IAsyncLifetime
{
    private const int SeedFallback = 20261130;

    private readonly List<ViewDatabase> _databases = [];

    /// <summary>What everything is made of: <c>INGEST_TEST_VIEWS_SEED</c>, so that a longer run goes elsewhere.</summary>
    public int Seed { get; } = Number("INGEST_TEST_VIEWS_SEED", SeedFallback);

    /// <summary>Questions for each view and state, times <c>INGEST_TEST_VIEWS_ROUNDS</c>.</summary>
    public int Rounds { get; } = Number("INGEST_TEST_VIEWS_ROUNDS", 1);

    internal UglyTraffic Made { get; private set; } = null!;

    internal Traffic Traffic { get; private set; } = null!;

    internal IReadOnlyList<ViewDatabase> Databases => _databases;

    public async ValueTask InitializeAsync()
    {
        Made = new UglyTraffic(Seed, sessions: 450);
        _databases.AddRange(await Task.WhenAll(Enum.GetValues<BuildState>().Select(state => ViewDatabase.CreateAsync(engine, state, Made, Seed))));
        Traffic = await ReadAsync();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var database in _databases)
            await database.DisposeAsync();
    }

    private static int Number(string variable, int fallback) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : fallback;

    // Two things are ClickHouse's own: the hashes that order events and titles of one millisecond, and the rules of channels, which are rows.
    private async Task<Traffic> ReadAsync()
    {
        var database = _databases[0].Database;
        var ties = await database.QueryAsync("SELECT DISTINCT event_id, sipHash64(event_id) FROM $.fact_event");
        var titles = await database.QueryAsync("SELECT DISTINCT hex(page_title), sipHash64(page_title) FROM $.fact_event");
        var rules = await database.QueryAsync(
            "SELECT channel, click_id, utm_medium, source FROM $.metadata_channel_rule FINAL WHERE is_on ORDER BY rank FORMAT TSVRaw");
        return new Traffic(
            Made.Rows,
            ties.Select(line => line.Split('\t')).ToDictionary(cells => Guid.Parse(cells[0]), cells => ulong.Parse(cells[1], CultureInfo.InvariantCulture)),
            titles.Select(line => line.Split('\t')).ToDictionary(cells => Encoding.UTF8.GetString(Convert.FromHexString(cells[0])), cells => ulong.Parse(cells[1], CultureInfo.InvariantCulture)),
            [.. rules.Select(line => line.Split('\t')).Select(cells => new ChannelRule(cells[0], cells[1], cells[2], cells[3]))],
            Made.Rejections);
    }
}
