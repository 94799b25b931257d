using System.Buffers;
using Ingest.Core.Buffers;

namespace Ingest.Sinks.ClickHouse.Native;

/// <summary>ClickHouse's String: the length as LEB128, then the bytes, whatever they are.</summary>
/// <remarks>Hot path: no allocation per event.</remarks>
internal static class NativeText
{
    private const int LengthBytesMax = 5;

    // Texts shorter than this are packed into one span; longer ones are copied on their own.
    private const int ShortBytesMax = 1024;
    private const int RunBytes = 64 * 1024;

    public static void WriteNumber(IBufferWriter<byte> output, uint value)
    {
        var span = output.GetSpan(LengthBytesMax);
        output.Advance(Put(span, value));
    }

    public static void Write(IBufferWriter<byte> output, ReadOnlySpan<byte> text)
    {
        WriteNumber(output, (uint)text.Length);
        output.Write(text);
    }

    /// <summary>Writes every text of a column.</summary>
    public static void WriteAll(IBufferWriter<byte> output, Utf8Column column)
    {
        var bytes = column.Bytes;
        var ends = column.Ends;
        var (row, start) = (0, 0);
        while (row < ends.Length)
        {
            var run = output.GetSpan(RunBytes);
            var used = 0;
            for (; row < ends.Length; row++)
            {
                var text = bytes[start..ends[row]];
                if (text.Length > ShortBytesMax || run.Length - used < text.Length + LengthBytesMax)
                {
                    break;
                }

                used += Put(run[used..], (uint)text.Length);
                text.CopyTo(run[used..]);
                used += text.Length;
                start = ends[row];
            }

            output.Advance(used);
            if (row < ends.Length && ends[row] - start > ShortBytesMax)
            {
                Write(output, bytes[start..ends[row]]);
                start = ends[row++];
            }
        }
    }

    private static int Put(Span<byte> span, uint value)
    {
        var count = 0;
        for (; value >= 0x80; value >>= 7)
        {
            span[count++] = (byte)(value | 0x80);
        }

        span[count++] = (byte)value;
        return count;
    }
}
