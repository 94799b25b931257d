using System.Buffers;
using System.Diagnostics;
using Ingest.Sinks.ClickHouse.Native;

namespace Ingest.IntegrationTests.ClickHouse.Sink;

/// <summary>Not run with the tests: prints what decision record 0012 cites. <c>-explicit only -class …InsertMeasurements -showLiveOutput</c>.</summary>
[Collection(EngineCollection.Name)]
[Trait("Run", "ByName")]
public sealed class InsertMeasurements(EmbeddedEngine engine, ITestOutputHelper output)
{
    private const int Rounds = 12;

    [Theory(Explicit = true)]
    [InlineData(10_000)]
    [InlineData(100_000)]
    public void The_block_writer_alone(int rows)
    {
        var (batch, writer) = (RealisticBatch.Create(rows, seed: 1), new NativeBlockWriter(NativeTable.Events));
        var block = new ArrayBufferWriter<byte>(64 << 20);
        var times = new List<double>();
        for (var round = 0; round < 4 * Rounds; round++)
        {
            block.ResetWrittenCount();
            var start = Stopwatch.GetTimestamp();
            writer.Write(block, batch);
            times.Add(Stopwatch.GetElapsedTime(start).TotalSeconds);
        }

        Report($"writer alone, {rows} rows, {(double)block.WrittenCount / rows:0} bytes a row", rows, times);
    }

    [Theory(Explicit = true)]
    [InlineData(10_000)]
    [InlineData(100_000)]
    public async Task A_delivery_end_to_end(int rows)
    {
        using var database = await SinkDatabase.CreateAsync(engine);
        var times = new List<double>();
        for (var round = 0; round < Rounds; round++)
        {
            var batch = RealisticBatch.Create(rows, seed: round);
            var start = Stopwatch.GetTimestamp();
            await database.DeliverAsync(batch);
            times.Add(Stopwatch.GetElapsedTime(start).TotalSeconds);
        }

        Report($"delivery with both views, {rows} rows", rows, times);
    }

    private void Report(string what, int rows, List<double> seconds)
    {
        seconds.Sort();
        var (median, best) = (seconds[seconds.Count / 2], seconds[0]);
        output.WriteLine($"{what}: median {median * 1000:0.0} ms = {rows / median:0} rows/s, best {best * 1000:0.0} ms = {rows / best:0} rows/s");
    }
}
