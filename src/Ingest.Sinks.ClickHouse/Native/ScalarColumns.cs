using System.Buffers;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Ingest.Core.Batching;
using Ingest.Core.Buffers;
using Ingest.Core.Events;

namespace Ingest.Sinks.ClickHouse.Native;

/// <summary>A number that lies in memory as it goes over the wire: UInt8, DateTime64, Decimal64.</summary>
internal sealed class NumberColumn<T>(string name, string type, Func<EventBatch, ColumnBuffer<T>> column) : NativeColumn(name, type)
    where T : unmanaged
{
    protected override void WriteValues(IBufferWriter<byte> output, EventBatch batch, NativeScratch scratch) =>
        NativeNumbers.WriteAll(output, column(batch).Values);
}

/// <summary>UUID: two little-endian 64-bit halves, the high one first.</summary>
internal sealed class UuidColumn(string name, Func<EventBatch, ColumnBuffer<Guid>> column) : NativeColumn(name, "UUID")
{
    private const int UuidBytes = 16;
    private const int RunValues = 2048;

    // From the memory of a Guid (a 32-bit and two 16-bit little-endian numbers, then eight bytes) to the two halves.
    private static readonly Vector128<byte> Order = Vector128.Create((byte)6, 7, 4, 5, 0, 1, 2, 3, 15, 14, 13, 12, 11, 10, 9, 8);

    protected override void WriteValues(IBufferWriter<byte> output, EventBatch batch, NativeScratch scratch)
    {
        var values = MemoryMarshal.Cast<Guid, Vector128<byte>>(column(batch).Values);
        while (!values.IsEmpty)
        {
            var count = Math.Min(values.Length, RunValues);
            var run = MemoryMarshal.Cast<byte, Vector128<byte>>(output.GetSpan(count * UuidBytes));
            for (var i = 0; i < count; i++)
            {
                run[i] = Vector128.Shuffle(values[i], Order);
            }

            output.Advance(count * UuidBytes);
            values = values[count..];
        }
    }
}

/// <summary>A web vital: NULL where it was not sent.</summary>
internal sealed class VitalColumn(string name, VitalField field) : NativeColumn(name, "Nullable(Float64)")
{
    private const int RunValues = 4096;

    protected override void WriteValues(IBufferWriter<byte> output, EventBatch batch, NativeScratch scratch)
    {
        var vitals = batch.Vital(field);
        WriteNulls(output, vitals.Present);
        WriteNumbers(output, vitals.Present, vitals.Values);
    }

    private static void WriteNulls(IBufferWriter<byte> output, BitColumn present)
    {
        for (var row = 0; row < present.Count;)
        {
            var run = output.GetSpan(RunValues)[..Math.Min(present.Count - row, RunValues)];
            foreach (ref var isNull in run)
            {
                isNull = present[row++] ? (byte)0 : (byte)1;
            }

            output.Advance(run.Length);
        }
    }

    private static void WriteNumbers(IBufferWriter<byte> output, BitColumn present, ReadOnlySpan<double> numbers)
    {
        for (var (row, next) = (0, 0); row < present.Count;)
        {
            var run = MemoryMarshal.Cast<byte, double>(output.GetSpan(RunValues * sizeof(double)))[..Math.Min(present.Count - row, RunValues)];
            foreach (ref var number in run)
            {
                number = present[row++] ? numbers[next++] : double.NaN;
            }

            output.Advance(run.Length * sizeof(double));
        }
    }
}
