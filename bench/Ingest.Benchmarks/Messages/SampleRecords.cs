using System.Buffers;
using Ingest.Benchmarks.Ladder;

namespace Ingest.Benchmarks.Messages;

/// <summary>Records of the log, made of the mix by the server's own path.</summary>
internal static class SampleRecords
{
    public static byte[][] Make(int count, int visitors)
    {
        var path = new EventPath();
        try
        {
            var mix = SampleMessages.Mix.Select(message => new ReadOnlySequence<byte>(message)).ToArray();
            return [.. Enumerable.Range(0, count).Select(i => Make(path, mix[i % mix.Length], i % visitors))];
        }
        finally
        {
            path.DisposeAsync().AsTask().GetAwaiter().GetResult();
        }
    }

    private static byte[] Make(EventPath path, ReadOnlySequence<byte> message, int visitor)
    {
        path.Receive(message, SampleMessages.BrowserOf(visitor), SampleMessages.Address);
        path.Process(Stage.Encode);
        return path.Record.ToArray();
    }
}
