using Ingest.Sinks.Iceberg.Storage;

namespace Ingest.Tests.Iceberg.Storage;

public sealed class LakeLocationTests
{
    [Theory]
    [InlineData("s3://bucket/a/b c", true, "bucket", "a/b c")]
    [InlineData("s3a://bucket/a%20b", true, "bucket", "a%20b")]
    [InlineData("S3N://bucket/x", true, "bucket", "x")]
    [InlineData("s3://bucket", true, "bucket", "")]
    [InlineData("file:///lake/x", false, "", "/lake/x")]
    [InlineData("file:/lake/x", false, "", "/lake/x")]
    [InlineData("/lake/x", false, "", "/lake/x")]
    [InlineData("/lake/100%/..a/b..", false, "", "/lake/100%/..a/b..")]
    public void Takes_a_location_apart_literally(string location, bool isS3, string bucket, string path) =>
        Assert.Equal(new LakeLocation(isS3, bucket, path), LakeLocation.Parse(location));

    [Theory]
    [InlineData("")]
    [InlineData("lake/x")]
    [InlineData("file://host/lake")]
    [InlineData("s3:///x")]
    [InlineData("gs://bucket/x")]
    [InlineData("/lake/../x")]
    [InlineData("s3://bucket/%2E%2e/x")]
    [InlineData("s3://bucket/a%2f..%2fx")]
    [InlineData("/lake/\u0000")]
    public void Refuses_what_is_no_location(string location) =>
        Assert.Contains($"'{location}'", Assert.Throws<ArgumentException>(() => LakeLocation.Parse(location)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("/")]
    [InlineData("file:///")]
    [InlineData("/lake//prod")]
    [InlineData("//lake")]
    public void Refuses_a_root_that_is_no_folder_of_its_own(string root) => Assert.Throws<ArgumentException>(() => LakeLocation.ParseRoot(root));

    [Fact]
    public void Whatever_steps_a_path_has_it_ends_below_the_root_or_is_refused()
    {
        var seed = Environment.TickCount;
        var random = new Random(seed);
        var root = LakeLocation.ParseRoot("/lake/prod");
        string[] steps = ["..", ".", "", "a", "%2e%2e", "..%2f", "%2F..", "..\\", "lake", "prod", "%5c..", "\\..\\"];
        var accepted = 0;
        for (var round = 0; round < 20_000; round++)
        {
            var location = "/" + string.Join('/', Enumerable.Range(0, random.Next(1, 6)).Select(_ => steps[random.Next(steps.Length)]).Prepend("lake/prod"));
            LakeLocation parsed;
            try
            {
                parsed = LakeLocation.ParseWithin(root, location);
            }
            catch (ArgumentException)
            {
                continue;
            }

            accepted++;
            foreach (var read in (string[])[parsed.Path, Uri.UnescapeDataString(parsed.Path).Replace('\\', '/')])
            {
                Assert.True(Path.GetFullPath(read).StartsWith("/lake/prod/", StringComparison.Ordinal), $"seed {seed}: {location}");
            }
        }

        Assert.True(accepted > 100, $"seed {seed}: {accepted}");
    }
}
