using System.Buffers;
using Ingest.Core.Batching;
using Ingest.Core.Buffers;
using Ingest.Core.Events;

namespace Ingest.Sinks.ClickHouse.Native;

/// <summary>A text that seldom repeats.</summary>
internal sealed class TextColumn(string name, Func<EventBatch, Utf8Column> column) : NativeColumn(name, "String")
{
    public TextColumn(string name, TextField field)
        : this(name, batch => batch.Text(field))
    {
    }

    protected override void WriteValues(IBufferWriter<byte> output, EventBatch batch, NativeScratch scratch) =>
        NativeText.WriteAll(output, column(batch));
}

/// <summary>A text that repeats: a dictionary and indexes.</summary>
internal sealed class LowCardinalityColumn(string name, Func<EventBatch, Utf8Column> column) : NativeColumn(name, "LowCardinality(String)")
{
    public LowCardinalityColumn(string name, TextField field)
        : this(name, batch => batch.Text(field))
    {
    }

    protected override void WriteValues(IBufferWriter<byte> output, EventBatch batch, NativeScratch scratch)
    {
        scratch.Texts.Encode(column(batch));
        NativeScratch.WriteLowCardinality(output, scratch.Texts);
    }
}

/// <summary>Event data as a map: end offsets, keys, values.</summary>
/// <remarks>Plain keys: with a dictionary of keys a merge of the whole table took nearly twice as long (docs/decisions/0036-plain-keys.md).</remarks>
internal abstract class MapColumn(string name, string valueType) : NativeColumn(name, $"Map(String, {valueType})")
{
    protected static void WriteKeys(IBufferWriter<byte> output, ReadOnlySpan<int> ends, Utf8Column keys)
    {
        NativeNumbers.WriteOffsets(output, ends);
        NativeText.WriteAll(output, keys);
    }
}

/// <summary>Every value of event data as text.</summary>
internal sealed class DataTextColumn(string name) : MapColumn(name, "String")
{
    protected override void WriteValues(IBufferWriter<byte> output, EventBatch batch, NativeScratch scratch)
    {
        WriteKeys(output, batch.DataEnds.Values, batch.DataKeys);
        NativeText.WriteAll(output, batch.DataTexts);
    }
}

/// <summary>The values of event data that are numbers or dates.</summary>
internal sealed class DataNumberColumn(string name) : MapColumn(name, "Float64")
{
    protected override void WriteValues(IBufferWriter<byte> output, EventBatch batch, NativeScratch scratch)
    {
        WriteKeys(output, scratch.NumberEnds, scratch.NumberKeys);
        NativeNumbers.WriteAll(output, scratch.Numbers);
    }
}

/// <summary>The type of every value of event data.</summary>
internal sealed class DataTypeColumn(string name) : MapColumn(name, "UInt8")
{
    protected override void WriteValues(IBufferWriter<byte> output, EventBatch batch, NativeScratch scratch)
    {
        WriteKeys(output, batch.DataEnds.Values, batch.DataKeys);
        NativeNumbers.WriteAll(output, batch.DataTypes.Values);
    }
}
