using Ingest.Sinks.Iceberg;
using Ingest.Tests.Fakes;

namespace Ingest.Tests.Iceberg;

public sealed class LakeTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Keys_are_handed_out_only_when_they_are_to_be_lent(bool areLent)
    {
        using var folder = new TemporaryFolder();
        var options = new IcebergOptions
        {
            S3Bucket = "bucket",
            S3Prefix = "lake",
            S3Endpoint = new Uri("http://127.0.0.1:9000/"),
            AwsRegion = "eu-central-1",
            AwsCredentials = "id:secret:token",
        };
        options.Complete(folder);
        Assert.Empty(options.Validate());
        await using var lake = await Lake.OpenAsync(options, TimeProvider.System, Cancellation);

        var config = lake.StorageConfig(areLent);

        Assert.Equal("s3://bucket/lake", lake.Storage.Root);
        Assert.Equal(("http://127.0.0.1:9000", "eu-central-1", "true"), (config["s3.endpoint"], config["s3.region"], config["s3.path-style-access"]));
        Assert.Equal(areLent, config.ContainsKey("s3.secret-access-key"));
        Assert.Equal(areLent ? ["id", "secret", "token"] : [], config.Where(pair => pair.Key is "s3.access-key-id" or "s3.secret-access-key" or "s3.session-token").Select(pair => pair.Value));
    }

    [Fact]
    public async Task A_folder_needs_no_keys()
    {
        using var folder = new TemporaryFolder();
        var options = new IcebergOptions();
        options.Complete(folder.File("lake"));
        await using var lake = await Lake.OpenAsync(options, TimeProvider.System, Cancellation);

        Assert.Empty(lake.StorageConfig(lendsCredentials: true));
        Assert.Equal($"file://{folder.File("lake")}", lake.Storage.Root);
    }
}
