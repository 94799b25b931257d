using Ingest.Core.Sinks;
using Ingest.IntegrationTests.ClickHouse;
using Ingest.IntegrationTests.Lake.Storage;
using Ingest.IntegrationTests.Registry;
using Ingest.IntegrationTests.Servers;
using Ingest.Parquet.Writing;
using Ingest.Sinks.Iceberg;
using Ingest.Sinks.Iceberg.Catalogs;
using Ingest.Sinks.Iceberg.Storage;
using Ingest.Tests.Iceberg.Commits;
using Ingest.Tests.Iceberg.Tables;
using Microsoft.Extensions.Logging.Abstractions;

namespace Ingest.IntegrationTests.Lake.Sink;

/// <summary>Several writers of one lake: its files in a bucket, its catalog in PostgreSQL.</summary>
[Collection(ObjectStoreCollection.Name)]
public sealed class SharedLakeTests(ObjectStore store, PostgreSqlCluster postgres) : IClassFixture<PostgreSqlCluster>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Two_servers_write_one_table_in_a_bucket_and_ClickHouse_reads_it_there()
    {
        ObjectStore.Require();
        PostgreSqlCluster.Require();
        var bucket = await store.CreateBucketAsync();
        var settings = new Dictionary<string, string>
        {
            ["INGEST__Iceberg__S3Bucket"] = bucket.Bucket,
            ["INGEST__Iceberg__S3Prefix"] = "lakes/one",
            ["INGEST__Iceberg__S3Endpoint"] = store.Endpoint.ToString(),
            ["INGEST__Iceberg__AwsCredentials"] = $"{ObjectStore.AccessKey}:{ObjectStore.SecretKey}",
            ["INGEST__Iceberg__CatalogUri"] = await postgres.CreateDatabaseAsync(),
        };
        using var folder = new TemporaryFolder();
        List<Guid> sent = [];
        await using (var one = await StartAsync("one"))
        await using (var two = await StartAsync("two"))
        {
            for (var round = 0; round < 3; round++)
            {
                sent.AddRange(await one.Server.SendAsync(one.Site, 20));
                sent.AddRange(await two.Server.SendAsync(two.Site, 30));
                await Task.WhenAll(one.Server.FlushAsync(one.Server.FirstKey!), two.Server.FlushAsync(two.Server.FirstKey!));
            }

            Assert.DoesNotContain(ObjectStore.SecretKey, one.Server.Log + two.Server.Log, StringComparison.Ordinal);
        }

        await using var engine = new EngineBesideStore(store.Endpoint.Port);
        await engine.InitializeAsync();
        var table = $"icebergS3('{store.Endpoint}{bucket.Bucket}/lakes/one/ingest/pa_events/', '{ObjectStore.AccessKey}', '{ObjectStore.SecretKey}')";
        var found = (await engine.Writer.QueryAsync($"SELECT toString(event_id) FROM {table}")).Split('\n').Select(Guid.Parse);
        Assert.Equal(sent.Order(), found.Order());

        async Task<Node> StartAsync(string name)
        {
            var data = folder.File(name);
            var site = await Sender.AddSiteAsync(data);
            return new Node(await LakeServer.StartAsync(data, folder.File("unused"), settings), site);
        }
    }

    [Fact]
    public async Task Eight_writers_commit_to_one_catalog_at_once()
    {
        PostgreSqlCluster.Require();
        var options = new CatalogOptions { CatalogUri = await postgres.CreateDatabaseAsync() };
        using var folder = new TemporaryFolder();
        await using var storage = LakeStorages.Open($"file://{folder.Path}/lake", new S3Options());
        await using var catalog = await CatalogFactory.OpenAsync(options, storage, folder, TimeProvider.System, Cancellation);
        var sent = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => WriteAsync(options, storage, folder)));

        var reader = new LakeReader(catalog, storage);
        Assert.Equal(sent.SelectMany(ids => ids).Order(), (await reader.EventIdsAsync()).Order());
        var metadata = (await reader.LoadAsync()).Metadata;
        Assert.Equal(40, metadata.LastSequenceNumber);
        Assert.Equal(8, metadata.Properties.Count(property => property.Key.StartsWith("ingest.delivered.", StringComparison.Ordinal)));
    }

    private static async Task<IReadOnlyList<Guid>> WriteAsync(CatalogOptions options, ILakeStorage storage, string folder)
    {
        await using var catalog = await CatalogFactory.OpenAsync(options, storage, folder, TimeProvider.System, Cancellation);
        var sink = new IcebergSink(catalog, storage, "ingest", new ParquetOptions(), TimeProvider.System, NullLogger.Instance);
        var (log, ids) = (Guid.NewGuid(), new List<Guid>());
        for (var begin = 0; begin < 5; begin++)
        {
            var events = Enumerable.Range(0, 3).Select(i => new LakeEvent(log, Guid.NewGuid(), 1_800_000_000_000 + i)).ToArray();
            ids.AddRange(events.Select(one => one.EventId));
            var outcome = DeliveryOutcome.Retry("not yet");
            for (var tries = 0; outcome.Kind == DeliveryKind.Retry; tries++)
            {
                Assert.True(tries < 20, outcome.Error);
                outcome = await sink.DeliverAsync(LakeBatch.Of(events), new LogRange(log, begin, begin + 1), Cancellation);
            }

            Assert.True(outcome.IsDelivered, outcome.Error);
        }

        return ids;
    }

    private sealed record Node(LakeServer Server, Guid Site) : IAsyncDisposable
    {
        public ValueTask DisposeAsync() => Server.DisposeAsync();
    }

    private sealed class EngineBesideStore(int port) : EmbeddedEngine
    {
        protected override string[] Arguments => ["--outbound-port", port.ToString()];
    }
}
