using Ingest.Core.Links;
using Ingest.Core.Sinks;
using Ingest.Sinks.ClickHouse.Mirrors;

namespace Ingest.IntegrationTests.ClickHouse.Sink;

[Collection(EngineCollection.Name)]
public sealed class LinkMirrorTests(EmbeddedEngine engine)
{
    private static readonly DateTimeOffset Created = new(2026, 11, 20, 12, 0, 0, 123, TimeSpan.Zero);

    [Fact]
    public async Task Links_are_added_changed_deleted_and_written_once()
    {
        const string Rows = "SELECT slug, name, target, utm_source, utm_medium, utm_campaign, utm_term, utm_content, created_at, updated_at, deleted_at, is_deleted FROM $.metadata_link FINAL";
        using var database = await SinkDatabase.CreateAsync(engine);
        var mirror = new LinkMirror(database.Client, database.Options, TimeProvider.System);
        var link = new Link(EventRow.Numbered(1), "Spring_1", "Letter \"é\"", "https://shop.example/sale?a=1#b", Created)
        {
            Utm = new UtmAdditions { Source = "s", Medium = "m", Campaign = "c", Term = "t", Content = "n" },
        };

        await MirrorAsync(mirror, link);
        await MirrorAsync(mirror, link);
        Assert.Equal(["Spring_1\tLetter \"é\"\thttps://shop.example/sale?a=1#b\ts\tm\tc\tt\tn\t2026-11-20 12:00:00.123\t2026-11-20 12:00:00.123\t\\N\t0"], await database.QueryAsync(Rows));
        var deleted = link with { Utm = UtmAdditions.None, UpdatedAt = Created.AddHours(1), DeletedAt = Created.AddHours(1) };
        await MirrorAsync(mirror, deleted);
        await MirrorAsync(mirror, deleted);
        Assert.Equal(["Spring_1\tLetter \"é\"\thttps://shop.example/sale?a=1#b\t\t\t\t\t\t2026-11-20 12:00:00.123\t2026-11-20 13:00:00.123\t2026-11-20 13:00:00.123\t1"], await database.QueryAsync(Rows));
        Assert.Equal(["2"], await database.QueryAsync("SELECT count() FROM $.metadata_link"));
    }

    [Fact]
    public async Task A_pixel_that_is_gone_from_the_file_is_marked_as_deleted()
    {
        using var database = await SinkDatabase.CreateAsync(engine);
        var mirror = new PixelMirror(database.Client, database.Options, TimeProvider.System);
        var (one, two) = (new Pixel(EventRow.Numbered(1), "one", "One", Created), new Pixel(EventRow.Numbered(2), "two", "Two", Created));

        await MirrorAsync(mirror, one, two);
        await MirrorAsync(mirror, two);
        await MirrorAsync(mirror, two);
        Assert.Equal(
            ["one\tOne\t1\t1", "two\tTwo\t0\t0"],
            await database.QueryAsync("SELECT slug, name, is_deleted, deleted_at IS NOT NULL AND deleted_at = updated_at FROM $.metadata_pixel FINAL ORDER BY slug"));
        Assert.Equal(["3"], await database.QueryAsync("SELECT count() FROM $.metadata_pixel"));
    }

    private static async Task MirrorAsync(LinkMirror mirror, params Link[] links) =>
        AssertDelivered(await mirror.MirrorAsync(links, TestContext.Current.CancellationToken));

    private static async Task MirrorAsync(PixelMirror mirror, params Pixel[] pixels) =>
        AssertDelivered(await mirror.MirrorAsync(pixels, TestContext.Current.CancellationToken));

    private static void AssertDelivered(DeliveryOutcome outcome) => Assert.True(outcome.IsDelivered, outcome.Error);
}
