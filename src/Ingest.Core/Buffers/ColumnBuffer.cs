namespace Ingest.Core.Buffers;

/// <summary>One column of fixed-width values: a growing array that is kept over <see cref="Clear"/>.</summary>
/// <remarks>Hot path: no allocation per event.</remarks>
public sealed class ColumnBuffer<T>
    where T : unmanaged
{
    private T[] _values = new T[256];

    /// <summary>Number of values.</summary>
    public int Count { get; private set; }

    /// <summary>The values in row order.</summary>
    public ReadOnlySpan<T> Values => _values.AsSpan(0, Count);

    /// <summary>Appends one value.</summary>
    public void Add(T value)
    {
        if (Count == _values.Length)
        {
            Array.Resize(ref _values, Count * 2);
        }

        _values[Count++] = value;
    }

    /// <summary>Appends a run of values.</summary>
    public void Add(ReadOnlySpan<T> values)
    {
        if (_values.Length - Count < values.Length)
        {
            Array.Resize(ref _values, Math.Max(_values.Length * 2, Count + values.Length));
        }

        values.CopyTo(_values.AsSpan(Count));
        Count += values.Length;
    }

    /// <summary>Removes every value, keeping the memory.</summary>
    public void Clear() => Count = 0;
}
