using System.Buffers;

namespace Ingest.Tests.Intake;

/// <summary>Byte sequences of several segments, as a pipe would hold them.</summary>
internal static class Segments
{
    public static ReadOnlySequence<byte> Whole(byte[] bytes) => new(bytes);

    /// <summary>The bytes cut at the given offsets, in rising order; a cut at an end makes an empty segment.</summary>
    public static ReadOnlySequence<byte> Cut(byte[] bytes, params int[] cuts)
    {
        var first = new Segment(bytes.AsMemory(0, cuts[0]), 0);
        var last = first;
        for (var i = 0; i < cuts.Length; i++)
        {
            var end = i + 1 < cuts.Length ? cuts[i + 1] : bytes.Length;
            last = last.Append(bytes.AsMemory(cuts[i]..end));
        }

        return new ReadOnlySequence<byte>(first, 0, last, last.Memory.Length);
    }

    /// <summary>The bytes in segments of one size.</summary>
    public static ReadOnlySequence<byte> Every(byte[] bytes, int size) =>
        Cut(bytes, [.. Enumerable.Range(1, Math.Max(1, (bytes.Length - 1) / size)).Select(i => Math.Min(i * size, bytes.Length))]);

    private sealed class Segment : ReadOnlySequenceSegment<byte>
    {
        public Segment(ReadOnlyMemory<byte> memory, long runningIndex) => (Memory, RunningIndex) = (memory, runningIndex);

        public Segment Append(ReadOnlyMemory<byte> memory)
        {
            var next = new Segment(memory, RunningIndex + Memory.Length);
            Next = next;
            return next;
        }
    }
}
