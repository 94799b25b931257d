using System.Buffers;
using Ingest.Core.Batching;
using Ingest.Core.Buffers;

namespace Ingest.Sinks.ClickHouse.Native;

/// <summary>What a block needs besides its batch, kept from block to block.</summary>
/// <remarks>Hot path: no allocation per event. Not thread-safe: one writer at a time.</remarks>
internal sealed class NativeScratch
{
    // Version of LowCardinality's layout: a dictionary per block, shared with nobody.
    private const ulong KeysVersion = 1;

    // The keys of this block follow, and replace what went before.
    private const ulong KeysFollow = 0x600;

    private readonly ColumnBuffer<int> _numberEnds = new();
    private readonly ColumnBuffer<double> _numbers = new();

    /// <summary>Dictionary of the column that is being written.</summary>
    public LowCardinalityDictionary Texts { get; } = new();

    /// <summary>End offsets of the map of numbers, which leaves the other values out.</summary>
    public ReadOnlySpan<int> NumberEnds => _numberEnds.Values;

    /// <summary>Keys of the map of numbers.</summary>
    public Utf8Column NumberKeys { get; } = new();

    /// <summary>Values of the map of numbers.</summary>
    public ReadOnlySpan<double> Numbers => _numbers.Values;

    /// <summary>Prepares a block.</summary>
    public void Start(EventBatch batch)
    {
        NumberKeys.Clear();
        _numberEnds.Clear();
        _numbers.Clear();
        var start = 0;
        var keys = batch.DataKeys.GetEnumerator();
        foreach (var end in batch.DataEnds.Values)
        {
            for (var i = start; i < end; i++)
            {
                keys.MoveNext();
                if (!double.IsNaN(batch.DataNumbers.Values[i]))
                {
                    NumberKeys.Add(keys.Current);
                    _numbers.Add(batch.DataNumbers.Values[i]);
                }
            }

            _numberEnds.Add(_numbers.Count);
            start = end;
        }
    }

    /// <summary>Writes a LowCardinality column: the layout's version, the dictionary and the indexes into it.</summary>
    public static void WriteLowCardinality(IBufferWriter<byte> output, LowCardinalityDictionary dictionary)
    {
        var indexes = dictionary.Indexes;
        var width = dictionary.IndexWidth;
        var widthCode = (ulong)(width >> 1);
        NativeNumbers.WriteUInt64(output, KeysVersion);
        NativeNumbers.WriteUInt64(output, KeysFollow | widthCode);
        dictionary.WriteKeys(output);
        NativeNumbers.WriteUInt64(output, (ulong)indexes.Length);
        NativeNumbers.WriteIndexes(output, indexes, width);
    }
}
