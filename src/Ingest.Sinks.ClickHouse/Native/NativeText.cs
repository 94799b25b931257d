using System.Buffers;
using Ingest.Core.Buffers;

namespace Ingest.Sinks.ClickHouse.Native;

/// <summary>ClickHouse's String: the length as LEB128, then the bytes, whatever they are.</summary>
/// <remarks>Hot path: no allocation per event.</remarks>
internal static class NativeText
{
    private const int LengthBytesMax = 5;

    // A longer text that the span has no room for is copied on its own, in pieces.
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
        Span<byte> run = default;
        var used = 0;
        foreach (var text in column)
        {
            if (run.Length - used < text.Length + LengthBytesMax)
            {
                output.Advance(used);
                used = 0;
                if (text.Length > ShortBytesMax)
                {
                    Write(output, text);
                    run = default;
                    continue;
                }

                run = output.GetSpan(RunBytes);
            }

            used += Put(run[used..], (uint)text.Length);
            text.CopyTo(run[used..]);
            used += text.Length;
        }

        output.Advance(used);
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
