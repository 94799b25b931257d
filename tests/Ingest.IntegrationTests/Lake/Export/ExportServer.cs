using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Serialization;
using Ingest.IntegrationTests.Lake.Sink;
using Ingest.IntegrationTests.Servers;

namespace Ingest.IntegrationTests.Lake.Export;

/// <summary>A server with its own ClickHouse and two sites, and the lake that another ClickHouse reads.</summary>
public sealed class ExportServer : IAsyncLifetime
{
    private static readonly JsonSerializerOptions WithoutNulls = new(JsonSerializerDefaults.Web) { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    private readonly TemporaryFolder _folder = new();
    private Guid[] _sites = [];

    public LakeEngine Engine { get; } = new();

    public string Folder => _folder;

    public string Lake => Path.Combine(Engine.Lakes, "export");

    internal IngestServer Server { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        await Engine.InitializeAsync();
        _sites = [await Sender.AddSiteAsync(Folder), await Sender.AddSiteAsync(Folder, "Other")];
        Server = await IngestServer.StartAsync(Folder, new Dictionary<string, string> { ["INGEST__Canary__Interval"] = "00:00:00", ["INGEST__Iceberg__LocalPath"] = Lake });
        Server.Http.DefaultRequestHeaders.UserAgent.ParseAdd(Sender.Agent);
    }

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        await Engine.DisposeAsync();
        _folder.Dispose();
    }

    /// <summary>Sends so many events of each site on each of some days of 2026, and waits until ClickHouse has them.</summary>
    public async Task SendAsync(int month, int[] days, int count)
    {
        var before = await Server.CountAsync("SELECT count() FROM fact_event FINAL");
        var messages =
            from site in _sites
            from day in days
            from i in Enumerable.Range(0, count)
            let time = new DateTimeOffset(2026, month, day, 23, 59, 59, TimeSpan.Zero).AddMinutes(-37 * i)
            select new
            {
                type = "event",
                payload = new
                {
                    website = site,
                    url = $"/page/{i % 7}?q={i}",
                    title = $"Title {i % 3} ÄÖ 🦊",
                    eventId = Guid.NewGuid(),
                    timestamp = time.ToUnixTimeSeconds(),
                    id = i % 3 == 0 ? "me" : null,
                    name = i % 4 == 0 ? "buy" : null,
                    data = i % 4 == 0 ? new { plan = "pro", seats = i, revenue = 9.99 * i, currency = "EUR" } : null,
                },
            };
        using var reply = await Server.Http.PostAsJsonAsync("/api/batch", messages, WithoutNulls);
        Assert.Contains($"\"processed\":{_sites.Length * days.Length * count}", await reply.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        await Poll.UntilAsync(
            async () => await Server.CountAsync("SELECT count() FROM fact_event FINAL") == before + (_sites.Length * days.Length * count), "the events in ClickHouse");
    }
}
