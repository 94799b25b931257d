using Ingest.Sinks.Iceberg.Storage;
using Ingest.Tests.Fakes;

namespace Ingest.Tests.Iceberg.Storage;

public sealed class DurableFilesTests
{
    private const int RoundCount = 500;
    private const int WriterCount = 4;

    // File.Move without overwriting lets two win in one of ten such rounds.
    [Fact]
    public void Of_many_that_take_a_name_at_the_same_moment_one_gets_it()
    {
        using var folder = new TemporaryFolder();
        using var start = new Barrier(WriterCount);
        for (var round = 0; round < RoundCount; round++)
        {
            var won = new bool[WriterCount];
            var target = folder.File($"target-{round}");
            var writers = Enumerable.Range(0, WriterCount).Select(writer => new Thread(() =>
            {
                var mine = folder.File($"writer-{writer}");
                File.WriteAllText(mine, $"{writer}");
                start.SignalAndWait();
                won[writer] = DurableFiles.TryLink(mine, target);
                File.Delete(mine);
            })).ToList();
            writers.ForEach(writer => writer.Start());
            writers.ForEach(writer => writer.Join());

            var winner = Assert.Single(Enumerable.Range(0, WriterCount), writer => won[writer]);
            Assert.Equal($"{winner}", File.ReadAllText(target));
        }
    }
}
