namespace Ingest.Core.Buffers;

/// <summary>One column of numbers that most rows do not have: the numbers end to end, and a bit that says whose they are.</summary>
/// <remarks>Hot path: no allocation per event. A row without a number costs a bit and not eight bytes.</remarks>
public sealed class SparseColumn
{
    private readonly ColumnBuffer<double> _values = new();

    /// <summary>Number of rows.</summary>
    public int Count => Present.Count;

    /// <summary>Which rows have a number.</summary>
    public BitColumn Present { get; } = new();

    /// <summary>The numbers of those, in row order.</summary>
    public ReadOnlySpan<double> Values => _values.Values;

    /// <summary>The number of one row, or NaN. Walks over the rows before it: a whole column is read by <see cref="Present"/> and <see cref="Values"/>.</summary>
    public double this[int row] => Present[row] ? Values[Present.CountBefore(row)] : double.NaN;

    /// <summary>Appends a row's number; NaN when it has none.</summary>
    public void Add(double value)
    {
        var isPresent = !double.IsNaN(value);
        Present.Add(isPresent);
        if (isPresent)
        {
            _values.Add(value);
        }
    }

    /// <summary>Removes every row, keeping the memory.</summary>
    public void Clear()
    {
        Present.Clear();
        _values.Clear();
    }
}
