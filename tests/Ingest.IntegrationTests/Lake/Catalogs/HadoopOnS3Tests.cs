using Ingest.IntegrationTests.Lake.Storage;
using Ingest.Sinks.Iceberg.Catalogs;
using Ingest.Sinks.Iceberg.Storage;
using Ingest.Tests.Iceberg.Catalogs;

namespace Ingest.IntegrationTests.Lake.Catalogs;

/// <summary>The folders of a bucket as the catalog, where the store refuses the second of two writers.</summary>
[Collection(ObjectStoreCollection.Name)]
public sealed class HadoopOnS3Tests(ObjectStore store) : CatalogContract
{
    private S3Options _options = null!;

    // Each attempt is a dozen requests, and most lose.
    protected override int CommitsEach => 4;

    [Fact]
    public async Task A_bucket_without_conditional_writes_is_refused()
    {
        _options.ConditionalPut = false;
        await using var storage = LakeStorages.Open(_options.Root, _options);
        var fault = await Assert.ThrowsAsync<CatalogException>(() => HadoopCatalog.OpenAsync(storage, TimeProvider.System, Cancellation));
        Assert.Contains("Iceberg:CatalogType", fault.Message, StringComparison.Ordinal);
    }

    private protected override async Task<ILakeStorage> OpenStorageAsync()
    {
        ObjectStore.Require();
        _options = await store.CreateBucketAsync();
        return LakeStorages.Open(_options.Root, _options);
    }

    protected override async Task<ICatalog> OpenAsync() => await HadoopCatalog.OpenAsync(Storage, TimeProvider.System, Cancellation);
}
