using Ingest.Sinks.Iceberg.Storage;

namespace Ingest.Tests.Iceberg.Storage;

public sealed class S3OptionsTests
{
    private const string Secret = "hunter2";

    [Fact]
    public void The_defaults_have_no_fault() => Assert.Empty(new S3Options().Validate());

    [Fact]
    public void Every_fault_is_named_at_once_with_its_setting_and_no_secret()
    {
        var faults = new S3Options
        {
            Bucket = "s3://Bucket",
            Prefix = "/lake/",
            Endpoint = new Uri($"ftp://user:{Secret}@host"),
            Region = " ",
            SecretKey = Secret,
            SessionToken = Secret,
            ServerSideEncryptionKey = "key",
            PartBytes = 1,
            RequestTimeout = TimeSpan.Zero,
            RetriesMax = -1,
            RetryDelayMax = TimeSpan.FromDays(1),
        }.Validate();

        string[] settings =
        [
            "S3Bucket", "S3Prefix", "S3Endpoint", "AwsRegion", "AwsAccessKeyId", "AwsSessionToken", "S3ServerSideEncryptionKey", "S3PartBytes",
            "S3RequestTimeout", "S3RetriesMax", "S3RetryDelayMax",
        ];
        Assert.Equal(settings.Length, faults.Count);
        Assert.All(settings.Zip(faults), pair => Assert.Contains($"Iceberg:{pair.First}", pair.Second, StringComparison.Ordinal));
        Assert.All(faults, fault => Assert.DoesNotContain(Secret, fault, StringComparison.Ordinal));
    }

    [Fact]
    public void An_endpoint_of_ones_own_changes_the_defaults_that_only_AWS_understands()
    {
        var aws = new S3Options();
        var own = new S3Options { Endpoint = new Uri("http://127.0.0.1:9000") };
        Assert.Equal((false, S3Checksums.WhenSupported), (aws.UsesPathStyle, aws.ChecksumsOrDefault));
        Assert.Equal((true, S3Checksums.WhenRequired), (own.UsesPathStyle, own.ChecksumsOrDefault));
        (own.PathStyle, own.Checksums) = (false, S3Checksums.WhenSupported);
        Assert.Equal((false, S3Checksums.WhenSupported), (own.UsesPathStyle, own.ChecksumsOrDefault));
    }

    [Theory]
    [InlineData("", "s3://bucket")]
    [InlineData("lake/prod", "s3://bucket/lake/prod")]
    public void The_root_is_bucket_and_prefix(string prefix, string root)
    {
        var options = new S3Options { Bucket = "bucket", Prefix = prefix };
        Assert.Empty(options.Validate());
        Assert.Equal(root, options.Root);
    }

    [Fact]
    public async Task The_scheme_chooses_the_storage()
    {
        await using var local = LakeStorages.Open("/lake/", new S3Options { PartBytes = 1 });
        await using var s3 = LakeStorages.Open("s3a://bucket/lake/", new S3Options { AccessKey = "key", SecretKey = Secret });
        Assert.Equal(("/lake", "s3://bucket/lake"), (local.Root, s3.Root));
        Assert.Throws<ArgumentException>(() => LakeStorages.Open("gs://bucket", new S3Options()));
        var fault = Assert.Throws<ArgumentException>(() => LakeStorages.Open("s3://bucket", new S3Options { PartBytes = 1 }));
        Assert.Contains("Iceberg:S3PartBytes", fault.Message, StringComparison.Ordinal);
    }
}
