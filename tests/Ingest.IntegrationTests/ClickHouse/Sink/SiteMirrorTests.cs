using Ingest.Core.Sites;
using Ingest.Sinks.ClickHouse;
using Ingest.Sinks.ClickHouse.Mirrors;

namespace Ingest.IntegrationTests.ClickHouse.Sink;

[Collection(EngineCollection.Name)]
public sealed class SiteMirrorTests(EmbeddedEngine engine)
{
    private static readonly DateTimeOffset Created = new(2026, 11, 20, 12, 0, 0, 123, TimeSpan.Zero);

    [Fact]
    public async Task Sites_are_added_changed_and_marked_as_deleted()
    {
        using var database = await SinkDatabase.CreateAsync(engine);
        var time = new SteppingTime();
        var mirror = new SiteMirror(database.Client, database.Options, time);
        var shop = new Site(EventRow.Numbered(1), "Shop 'n' \"more\"\n\té", ["shop.example", "www.shop.example"], Created);
        var blog = new Site(EventRow.Numbered(2), "Blog", [], Created);

        await MirrorAsync(mirror, shop, blog);
        Assert.Equal(["Blog\t[]", "Shop \\'n\\' \"more\"\\n\\té\t['shop.example','www.shop.example']"], await SitesAsync(database));
        await MirrorAsync(mirror, shop with { Name = "Shop" });
        Assert.Equal(["Shop\t['shop.example','www.shop.example']"], await SitesAsync(database));
        await MirrorAsync(mirror, shop with { Name = "Shop" }, blog);
        Assert.Equal(["Blog\t[]", "Shop\t['shop.example','www.shop.example']"], await SitesAsync(database));
        Assert.Equal(["2026-11-20 12:00:00.123"], await database.QueryAsync("SELECT DISTINCT created_at FROM $.metadata_site FINAL"));
    }

    [Fact]
    public async Task A_deleted_site_keeps_its_row_with_the_times_and_a_restored_one_is_as_before()
    {
        const string Times = "SELECT is_deleted, updated_at, deleted_at FROM $.metadata_site FINAL";
        using var database = await SinkDatabase.CreateAsync(engine);
        var mirror = new SiteMirror(database.Client, database.Options, new SteppingTime());
        var site = new Site(EventRow.Numbered(1), "Shop", [], Created);
        var deleted = site with { UpdatedAt = Created.AddHours(1), DeletedAt = Created.AddHours(1) };

        await MirrorAsync(mirror, site);
        Assert.Equal(["0\t2026-11-20 12:00:00.123\t\\N"], await database.QueryAsync(Times));
        await MirrorAsync(mirror, deleted);
        await MirrorAsync(mirror, deleted);
        Assert.Equal(["1\t2026-11-20 13:00:00.123\t2026-11-20 13:00:00.123"], await database.QueryAsync(Times));
        await MirrorAsync(mirror, deleted with { UpdatedAt = Created.AddHours(2), DeletedAt = null });
        Assert.Equal(["0\t2026-11-20 14:00:00.123\t\\N"], await database.QueryAsync(Times));
        Assert.Equal(["3"], await database.QueryAsync("SELECT count() FROM $.metadata_site"));
    }

    [Fact]
    public async Task Mirroring_the_same_sites_again_writes_nothing()
    {
        using var database = await SinkDatabase.CreateAsync(engine);
        var mirror = new SiteMirror(database.Client, database.Options, new SteppingTime());
        var site = new Site(EventRow.Numbered(1), "Shop", ["a.example"], Created);
        await MirrorAsync(mirror, site);
        await MirrorAsync(mirror, site);
        Assert.Equal(["1"], await database.QueryAsync("SELECT count() FROM $.metadata_site"));
    }

    [Fact]
    public async Task Changes_hold_after_the_clock_was_put_back_by_a_year()
    {
        using var database = await SinkDatabase.CreateAsync(engine);
        var site = new Site(EventRow.Numbered(1), "Shop", [], Created);
        await MirrorAsync(new SiteMirror(database.Client, database.Options, new SteppingTime(TimeSpan.FromDays(365))), site);

        var mirror = new SiteMirror(database.Client, database.Options, new SteppingTime());
        await MirrorAsync(mirror, site with { Name = "Shop 2" });
        Assert.Equal(["Shop 2\t[]"], await SitesAsync(database));
        await MirrorAsync(mirror);
        Assert.Empty(await SitesAsync(database));
        await MirrorAsync(mirror, site);
        Assert.Equal(["Shop\t[]"], await SitesAsync(database));
        await MirrorAsync(mirror, site);
        Assert.Equal(["4"], await database.QueryAsync("SELECT count() FROM $.metadata_site"));
    }

    [Fact]
    public async Task A_missing_schema_is_an_outcome()
    {
        using var database = SinkDatabase.WithoutSchema(engine);
        var mirror = new SiteMirror(database.Client, database.Options, TimeProvider.System);
        var outcome = await mirror.MirrorAsync([], TestContext.Current.CancellationToken);
        Assert.False(outcome.IsDelivered);
        Assert.Contains("ingest schema apply", outcome.Error, StringComparison.Ordinal);
    }

    private static async Task MirrorAsync(SiteMirror mirror, params Site[] sites)
    {
        var outcome = await mirror.MirrorAsync(sites, TestContext.Current.CancellationToken);
        Assert.True(outcome.IsDelivered, outcome.Error);
    }

    private static Task<string[]> SitesAsync(SinkDatabase database) =>
        database.QueryAsync("SELECT name, domains FROM $.metadata_site FINAL WHERE is_deleted = 0 ORDER BY name");

    private sealed class SteppingTime(TimeSpan ahead = default) : TimeProvider
    {
        private long _steps;

        public override DateTimeOffset GetUtcNow() => Created + ahead + TimeSpan.FromMilliseconds(Interlocked.Increment(ref _steps));
    }
}
