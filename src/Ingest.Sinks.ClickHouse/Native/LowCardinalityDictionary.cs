using System.Buffers;
using System.Runtime.InteropServices;
using Ingest.Core.Buffers;

namespace Ingest.Sinks.ClickHouse.Native;

/// <summary>Encodes one column of texts as LowCardinality: its distinct texts, and for each row the index of its text.</summary>
/// <remarks>
/// Hot path: no allocation per event; the tables are kept from block to block. An open-addressed table of where each text lies first,
/// with a random seed per process: senders choose the texts and must not be able to choose collisions.
/// </remarks>
internal sealed class LowCardinalityDictionary
{
    // Key 0 is the empty text, as ClickHouse itself lays its dictionaries out.
    private const int EmptyKey = 0;
    private const int InitialSlots = 1024;

    private static readonly ulong Seed = (ulong)Random.Shared.NextInt64() | 1;

    private readonly ColumnBuffer<ulong> _hashes = new();
    private readonly ColumnBuffer<(int Start, int Length)> _places = new();
    private readonly ColumnBuffer<int> _indexes = new();
    private int[] _slots = new int[InitialSlots];
    private Utf8Column _column = new();

    /// <summary>Number of distinct texts, the empty one included.</summary>
    public int KeyCount => _places.Count;

    /// <summary>Index of each row's text.</summary>
    public ReadOnlySpan<int> Indexes => _indexes.Values;

    /// <summary>Bytes per index: the narrowest that holds them all.</summary>
    public int IndexWidth => KeyCount <= 1 << 8 ? 1 : KeyCount <= 1 << 16 ? 2 : 4;

    /// <summary>Takes the texts of a column; they are read again by <see cref="WriteKeys"/>.</summary>
    public void Encode(Utf8Column column)
    {
        Reset(column);
        var previous = EmptyKey;
        ReadOnlySpan<byte> previousText = default;
        var texts = column.GetEnumerator();
        while (texts.MoveNext())
        {
            var text = texts.Current;

            // Runs of one text are the rule: empty click ids, one site's host.
            if (text.Length == previousText.Length && text.SequenceEqual(previousText))
            {
                _indexes.Add(previous);
                continue;
            }

            previous = text.IsEmpty ? EmptyKey : KeyOf(text, texts.Start);
            previousText = text;
            _indexes.Add(previous);
        }
    }

    /// <summary>Writes the distinct texts, the empty one first.</summary>
    public void WriteKeys(IBufferWriter<byte> output)
    {
        NativeNumbers.WriteUInt64(output, (ulong)KeyCount);
        NativeText.WriteNumber(output, 0);
        foreach (var place in _places.Values[1..])
        {
            NativeText.Write(output, TextOf(place));
        }
    }

    private ReadOnlySpan<byte> TextOf((int Start, int Length) place) => _column.Bytes.Slice(place.Start, place.Length);

    private int KeyOf(ReadOnlySpan<byte> text, int start)
    {
        var hash = Hash(text);
        var mask = _slots.Length - 1;
        for (var slot = (int)hash & mask; ; slot = (slot + 1) & mask)
        {
            var key = _slots[slot];
            if (key == EmptyKey)
            {
                return Insert(hash, (start, text.Length), slot);
            }

            if (_hashes.Values[key] == hash && text.SequenceEqual(TextOf(_places.Values[key])))
            {
                return key;
            }
        }
    }

    private int Insert(ulong hash, (int Start, int Length) place, int slot)
    {
        var key = KeyCount;
        _slots[slot] = key;
        _hashes.Add(hash);
        _places.Add(place);
        if (KeyCount > _slots.Length / 2)
        {
            Grow();
        }

        return key;
    }

    private void Grow()
    {
        _slots = new int[_slots.Length * 2];
        var mask = _slots.Length - 1;
        for (var key = 1; key < KeyCount; key++)
        {
            var slot = (int)_hashes.Values[key] & mask;
            while (_slots[slot] != EmptyKey)
            {
                slot = (slot + 1) & mask;
            }

            _slots[slot] = key;
        }
    }

    private void Reset(Utf8Column column)
    {
        _column = column;
        Array.Clear(_slots);
        _hashes.Clear();
        _places.Clear();
        _indexes.Clear();
        _hashes.Add(0);
        _places.Add((0, 0));
    }

    // Folded 64 x 64 to 128 bit multiplications over 8 bytes at a time.
    private static ulong Hash(ReadOnlySpan<byte> text)
    {
        var hash = Seed ^ (ulong)text.Length;
        while (text.Length >= sizeof(ulong))
        {
            hash = Mix(hash ^ MemoryMarshal.Read<ulong>(text), 0x9E3779B97F4A7C15 ^ Seed);
            text = text[sizeof(ulong)..];
        }

        var rest = 0UL;
        for (var i = 0; i < text.Length; i++)
        {
            rest |= (ulong)text[i] << (8 * i);
        }

        return Mix(hash ^ rest, 0xD6E8FEB86659FD93 ^ Seed);
    }

    private static ulong Mix(ulong a, ulong b)
    {
        var high = Math.BigMul(a, b, out var low);
        return high ^ low;
    }
}
