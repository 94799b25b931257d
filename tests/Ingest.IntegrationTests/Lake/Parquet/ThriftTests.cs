using Ingest.Tests.Parquet.Samples;

namespace Ingest.IntegrationTests.Lake.Parquet;

public sealed class ThriftTests
{
    [Fact]
    public async Task A_decoder_that_others_wrote_reads_random_structs()
    {
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder, "structs.txt");
        var samples = Enumerable.Range(0, 400).Select(seed => ThriftSample.Make(new Random(seed)));
        await File.WriteAllLinesAsync(path, samples.Select(sample => $"{Convert.ToHexStringLower(sample.Write())} {sample}"), TestContext.Current.CancellationToken);
        await NodePackages.RunAsync("parquet-thrift.test.mjs", new Dictionary<string, string> { ["INGEST_TEST_STRUCTS"] = path });
    }
}
