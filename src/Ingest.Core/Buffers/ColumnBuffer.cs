using System.Runtime.CompilerServices;

namespace Ingest.Core.Buffers;

/// <summary>One column of fixed-width values: a growing array that is kept over <see cref="Clear"/>.</summary>
/// <remarks>Hot path: no allocation per event.</remarks>
public sealed class ColumnBuffer<T>
    where T : unmanaged
{
    private const int InitialValues = 256;

    // By eights, so that 100,000 rows outgrow 18,688 and not 130,816: what is outgrown stays resident until a full collection, and what is not yet
    // written to is not resident at all. From 1 MiB on by twos, since the room itself counts against a container's limit.
    private const int Growth = 8;
    private const int LargeGrowth = 2;
    private const int LargeBytes = 1024 * 1024;

    private T[] _values = new T[InitialValues];

    /// <summary>Number of values.</summary>
    public int Count { get; private set; }

    /// <summary>The values in row order.</summary>
    public ReadOnlySpan<T> Values => _values.AsSpan(0, Count);

    /// <summary>The last value, to be changed in place.</summary>
    internal ref T Last => ref _values[Count - 1];

    /// <summary>Appends one value.</summary>
    public void Add(T value)
    {
        if (Count == _values.Length)
        {
            Grow(1);
        }

        _values[Count++] = value;
    }

    /// <summary>Appends a run of values.</summary>
    public void Add(ReadOnlySpan<T> values)
    {
        if (_values.Length - Count < values.Length)
        {
            Grow(values.Length);
        }

        values.CopyTo(_values.AsSpan(Count));
        Count += values.Length;
    }

    /// <summary>Appends room for a number of values, to be filled by the caller: it holds whatever was there.</summary>
    public Span<T> Extend(int count)
    {
        if (_values.Length - Count < count)
        {
            Grow(count);
        }

        Count += count;
        return _values.AsSpan(Count - count, count);
    }

    /// <summary>Removes every value, keeping the memory.</summary>
    public void Clear() => Count = 0;

    private void Grow(int needed)
    {
        var factor = _values.Length * Unsafe.SizeOf<T>() < LargeBytes ? Growth : LargeGrowth;
        var grown = GC.AllocateUninitializedArray<T>(Math.Max(_values.Length * factor, Count + needed));
        Values.CopyTo(grown);
        _values = grown;
    }
}
