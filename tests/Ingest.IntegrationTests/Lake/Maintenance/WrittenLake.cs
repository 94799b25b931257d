using System.Security.Cryptography;
using System.Text;
using Ingest.Core.Sinks;
using Ingest.Sinks.Iceberg;
using Ingest.Sinks.Iceberg.Catalogs;
using Ingest.Sinks.Iceberg.Commits;
using Ingest.Sinks.Iceberg.Maintenance;
using Ingest.Sinks.Iceberg.Manifests;
using Ingest.Sinks.Iceberg.Metadata;
using Ingest.Tests.Iceberg.Tables;
using Microsoft.Extensions.Logging.Abstractions;
using OpenLake = Ingest.Sinks.Iceberg.Lake;

namespace Ingest.IntegrationTests.Lake.Maintenance;

/// <summary>A lake in a folder, written by the sink itself.</summary>
internal sealed class WrittenLake : IAsyncDisposable
{
    public static readonly Guid Site = new("11111111-1111-1111-1111-111111111111");
    public static readonly Guid OtherSite = new("f2222222-2222-2222-2222-222222222222");

    private static readonly long Start = new DateTimeOffset(2026, 11, 3, 6, 0, 0, TimeSpan.Zero).ToUnixTimeMilliseconds();

    private readonly IcebergSink _sink;
    private readonly Guid _logId = Guid.NewGuid();
    private readonly Random _random = new(7);
    private long _end;

    private WrittenLake(OpenLake lake)
    {
        Lake = lake;
        _sink = new IcebergSink(lake.Catalog, lake.Storage, lake.Options.Namespace, lake.Options.ToParquet(), TimeProvider.System, NullLogger.Instance);
    }

    public OpenLake Lake { get; }

    public string Folder => Lake.Options.LocalPath;

    /// <summary>How far the log has been delivered.</summary>
    public long Delivered => _end;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static async Task<WrittenLake> OpenAsync(string folder, IcebergOptions? options = null)
    {
        options ??= new IcebergOptions();
        options.Complete(folder);
        return new WrittenLake(await OpenLake.OpenAsync(options, TimeProvider.System, Token));
    }

    /// <summary>Delivers a batch of events of two sites and one day, in no order, and returns their ids.</summary>
    public async Task<IReadOnlyList<Guid>> WriteAsync(int events)
    {
        var made = Enumerable.Range(0, events).Select(i => new LakeEvent(i % 3 == 0 ? OtherSite : Site, Guid.NewGuid(), Start + _random.Next(3_600_000))
        {
            Browser = i % 2 == 0 ? "firefox" : null,
            DistinctId = i % 5 == 0 ? "ann" : null,
            Data = i % 4 == 0 ? [("plan", "pro"), ("seats", "3")] : [],
        }).ToArray();
        var range = new LogRange(_logId, _end, _end + (events * 100));
        var outcome = await _sink.DeliverAsync(LakeBatch.Of(made), range, Token);
        Assert.True(outcome.IsDelivered, outcome.Error);
        _end = range.End;
        return [.. made.Select(one => one.EventId)];
    }

    /// <summary>Delivers several batches.</summary>
    public async Task<IReadOnlyList<Guid>> WriteAsync(int events, int batches)
    {
        List<Guid> ids = [];
        for (var batch = 0; batch < batches; batch++)
        {
            ids.AddRange(await WriteAsync(events));
        }

        return ids;
    }

    public async Task<LoadedTable> TableAsync(string name = "pa_events") => (await MaintainedTables.LoadAsync(Lake, name, Token))!;

    public async Task<IReadOnlyList<DataFile>> FilesAsync(string name = "pa_events")
    {
        var table = await TableAsync(name);
        var snapshots = new SnapshotWriter(Lake.Storage, TimeProvider.System);
        List<DataFile> files = [];
        foreach (var manifest in await snapshots.ReadManifestsAsync(table.Metadata.CurrentSnapshot, Token))
        {
            files.AddRange((await snapshots.ReadEntriesAsync(table.Metadata, manifest, Token)).Where(entry => entry.IsLive).Select(entry => entry.File));
        }

        return files;
    }

    public async Task<CompactionReport> CompactAsync(int filesMin = 2) =>
        await new Compaction(Lake, TimeProvider.System).RunAsync(await TableAsync(), new CompactionOptions { FilesMin = filesMin }, progress: null, Token);

    /// <summary>Expires at a time at which all that is there is old.</summary>
    public async Task<ExpiryReport> ExpireAsync(int keep = 1, bool isDryRun = false) => await new Expiry(Lake, new LaterTime(TimeSpan.FromDays(30)))
        .RunAsync(await TableAsync(), new ExpiryOptions { Keep = keep, IsDryRun = isDryRun }, progress: null, Token);

    public async Task<VerificationReport> VerifyAsync() => await new Verification(Lake, TimeProvider.System).RunAsync(await TableAsync(), sample: null, progress: null, Token);

    /// <summary>Orphans of any age.</summary>
    public async Task<IReadOnlyList<string>> OrphansAsync() =>
        [.. (await new OrphanSearch(Lake, new LaterTime(TimeSpan.FromDays(30))).FindAsync(await TableAsync(), TimeSpan.FromHours(1), Token)).Files.Select(file => PathOf(file.Location))];

    /// <summary>Changes the table as another program may.</summary>
    public async Task ChangeAsync(params TableUpdate[] updates)
    {
        var table = await TableAsync();
        var result = await Lake.Catalog.CommitAsync(table, new TableChanges([new AssertTableUuid(table.Metadata.TableUuid)], updates), Token);
        Assert.Equal(CommitKind.Committed, result.Kind);
    }

    /// <summary>All files of the lake.</summary>
    public IReadOnlyList<string> Paths() => [.. Directory.EnumerateFiles(Folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];

    /// <summary>All files with their contents, as one number.</summary>
    public static string HashOf(string folder)
    {
        var all = Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
            .Select(path => $"{path} {Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(path)))}");
        return Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', all))));
    }

    public static string PathOf(string location) => location.StartsWith("file://", StringComparison.Ordinal) ? location["file://".Length..] : location;

    public async ValueTask DisposeAsync() => await Lake.DisposeAsync();

    private sealed class LaterTime(TimeSpan later) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + later;
    }
}
