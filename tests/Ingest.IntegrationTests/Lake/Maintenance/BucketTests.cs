using Ingest.IntegrationTests.Lake.Storage;
using Ingest.Sinks.Iceberg;
using Ingest.Sinks.Iceberg.Maintenance;

namespace Ingest.IntegrationTests.Lake.Maintenance;

[Collection(ObjectStoreCollection.Name)]
public sealed class BucketTests(ObjectStore store)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_lake_in_a_bucket_is_maintained_as_one_in_a_folder()
    {
        ObjectStore.Require();
        using var folder = new TemporaryFolder();
        var bucket = await store.CreateBucketAsync();
        await using var lake = await WrittenLake.OpenAsync(folder, new IcebergOptions
        {
            S3Bucket = bucket.Bucket,
            S3Prefix = bucket.Prefix,
            S3Endpoint = bucket.Endpoint,
            AwsAccessKeyId = bucket.AccessKey,
            AwsSecretAccessKey = bucket.SecretKey,
        });
        var ids = await lake.WriteAsync(events: 60, batches: 5);

        Assert.Equal(10, (await lake.CompactAsync()).FilesBefore);
        Assert.Equal((5, 10), ((await lake.ExpireAsync()) is var report ? (report.Snapshots.Count, report.DataFiles) : default));
        Assert.Empty(await lake.OrphansAsync());
        var verified = await lake.VerifyAsync();
        Assert.Empty(verified.Faults);
        Assert.Equal((2, (long)ids.Count), (verified.Files, verified.Rows));

        // By the store's own clock, which is this machine's.
        var orphan = $"{(await lake.TableAsync()).Metadata.Location}/data/of-nobody.parquet";
        await lake.Lake.Storage.WriteAsync(orphan, new byte[3], Token);
        Assert.Equal([orphan], await lake.OrphansAsync());
        var search = new OrphanSearch(lake.Lake, TimeProvider.System);
        await search.RemoveAsync(new OrphanReport([new(orphan, 3, default)], TimeSpan.FromHours(1), 1), progress: null, Token);
        Assert.False(await lake.Lake.Storage.ExistsAsync(orphan, Token));
    }
}
