using Amazon.S3.Model;
using Ingest.Sinks.Iceberg.Storage;

namespace Ingest.IntegrationTests.Lake.Storage;

/// <summary>A lake in a bucket of a real object store keeps the contract.</summary>
[Collection(ObjectStoreCollection.Name)]
public sealed class S3StorageTests(ObjectStore store) : StorageContract
{
    private S3Options _options = null!;

    [Theory]
    [InlineData("s3a")]
    [InlineData("s3n")]
    public async Task Reads_an_object_by_every_scheme_of_its_location(string scheme)
    {
        await Storage.WriteAsync(At("a/x"), "content"u8.ToArray(), Token);
        Assert.Equal("content"u8.ToArray(), await Storage.ReadAsync($"{scheme}://{_options.Bucket}/lake/prod/a/x", Token));
    }

    [Fact]
    public async Task Names_the_setting_of_a_wrong_secret_and_not_the_secret()
    {
        const string Wrong = "correct horse battery";
        _options.SecretKey = Wrong;
        await using var storage = LakeStorages.Open(_options.Root, _options);
        var fault = await Assert.ThrowsAsync<LakeStorageException>(() => storage.WriteAsync(At("x"), "content"u8.ToArray(), Token));
        Assert.Contains("Iceberg:AwsSecretAccessKey does not belong to Iceberg:AwsAccessKeyId", fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(Wrong, fault.ToString(), StringComparison.Ordinal);
        Assert.False(fault.IsTransient);
    }

    [Fact]
    public async Task Names_the_setting_of_an_unknown_key()
    {
        _options.AccessKey = "nobody";
        await using var storage = LakeStorages.Open(_options.Root, _options);
        var fault = await Assert.ThrowsAsync<LakeStorageException>(() => storage.ReadAsync(At("x"), Token));
        Assert.Contains("does not know Iceberg:AwsAccessKeyId", fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(ObjectStore.SecretKey, fault.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Names_the_setting_of_a_missing_bucket()
    {
        _options.Bucket = "nowhere";
        await using var storage = LakeStorages.Open(_options.Root, _options);
        foreach (var act in (Func<Task>[])
        [
            () => storage.WriteAsync($"{_options.Root}/x", "content"u8.ToArray(), Token),
            () => storage.ReadAsync($"{_options.Root}/x", Token),
            () => ListAsync(storage, _options.Root),
            () => storage.DeleteAsync([$"{_options.Root}/x"], Token),
        ])
        {
            var fault = await Assert.ThrowsAsync<LakeStorageException>(act);
            Assert.True(fault.Message.Contains("Make the bucket, or correct Iceberg:S3Bucket", StringComparison.Ordinal), fault.ToString());
            Assert.False(fault.IsTransient);
        }
    }

    [Fact]
    public async Task Looks_first_where_the_store_has_no_conditional_put()
    {
        _options.ConditionalPut = false;
        await using var storage = LakeStorages.Open(_options.Root, _options);
        Assert.True(await storage.TryWriteAsync(At("x"), "first"u8.ToArray(), Token));
        Assert.False(await storage.TryWriteAsync(At("x"), "second"u8.ToArray(), Token));
        Assert.Equal("first"u8.ToArray(), await storage.ReadAsync(At("x"), Token));
    }

    [Fact]
    public async Task Keeps_a_lake_that_has_the_bucket_for_itself()
    {
        _options.Prefix = "";
        await using var storage = LakeStorages.Open(_options.Root, _options);
        await storage.WriteAsync($"s3://{_options.Bucket}/x", "content"u8.ToArray(), Token);
        Assert.Equal($"s3://{_options.Bucket}/x", Assert.Single(await ListAsync(storage, storage.Root)).Location);
    }

    protected override async Task<ILakeStorage> OpenAsync()
    {
        ObjectStore.Require();
        _options = await store.CreateBucketAsync();
        return LakeStorages.Open(_options.Root, _options);
    }

    protected override ValueTask CloseAsync() => ValueTask.CompletedTask;

    protected override async Task AssertNothingIsLeftAsync(string location)
    {
        Assert.False(await Storage.ExistsAsync(location, Token));
        using var client = store.Connect();
        Assert.Empty((await client.ListObjectsV2Async(new ListObjectsV2Request { BucketName = _options.Bucket }, Token)).S3Objects ?? []);
        Assert.Empty((await client.ListMultipartUploadsAsync(_options.Bucket, Token)).MultipartUploads ?? []);
    }
}
