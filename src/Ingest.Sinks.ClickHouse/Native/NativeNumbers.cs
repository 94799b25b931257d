using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Ingest.Sinks.ClickHouse.Native;

/// <summary>Fixed-width values: as they lie in memory, little-endian.</summary>
/// <remarks>Hot path: no allocation per event.</remarks>
internal static class NativeNumbers
{
    private const int RunValues = 4096;

    public static void WriteUInt64(IBufferWriter<byte> output, ulong value)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(output.GetSpan(sizeof(ulong)), value);
        output.Advance(sizeof(ulong));
    }

    public static void WriteAll<T>(IBufferWriter<byte> output, ReadOnlySpan<T> values)
        where T : unmanaged =>
        output.Write(MemoryMarshal.AsBytes(values));

    /// <summary>Widens offsets to UInt64, as Array and Map store them.</summary>
    public static void WriteOffsets(IBufferWriter<byte> output, ReadOnlySpan<int> offsets)
    {
        while (!offsets.IsEmpty)
        {
            var count = Math.Min(offsets.Length, RunValues);
            var run = MemoryMarshal.Cast<byte, ulong>(output.GetSpan(count * sizeof(ulong)));
            for (var i = 0; i < count; i++)
            {
                run[i] = (ulong)offsets[i];
            }

            output.Advance(count * sizeof(ulong));
            offsets = offsets[count..];
        }
    }

    /// <summary>Narrows indexes to the width in bytes, 1, 2 or 4.</summary>
    public static void WriteIndexes(IBufferWriter<byte> output, ReadOnlySpan<int> indexes, int width)
    {
        if (width == sizeof(int))
        {
            WriteAll(output, indexes);
            return;
        }

        while (!indexes.IsEmpty)
        {
            var count = Math.Min(indexes.Length, RunValues);
            Narrow(indexes[..count], output.GetSpan(count * width), width);
            output.Advance(count * width);
            indexes = indexes[count..];
        }
    }

    private static void Narrow(ReadOnlySpan<int> indexes, Span<byte> run, int width)
    {
        if (width == sizeof(byte))
        {
            for (var i = 0; i < indexes.Length; i++)
            {
                run[i] = (byte)indexes[i];
            }

            return;
        }

        var shorts = MemoryMarshal.Cast<byte, ushort>(run);
        for (var i = 0; i < indexes.Length; i++)
        {
            shorts[i] = (ushort)indexes[i];
        }
    }
}
