namespace Ingest.Demo;

/// <summary>Draws one of several values, each as often as its weight says.</summary>
internal sealed class WeightedChoice<T>
{
    private readonly IReadOnlyList<T> _values;
    private readonly double[] _sums;

    /// <summary>Takes at least one value; weights are not negative, and one of them is above 0.</summary>
    public WeightedChoice(IReadOnlyList<T> values, Func<T, double> weight)
    {
        (_values, _sums) = (values, new double[values.Count]);
        var sum = 0.0;
        for (var i = 0; i < _sums.Length; i++)
        {
            sum += weight(values[i]);
            _sums[i] = sum;
        }
    }

    /// <summary>Draws a value.</summary>
    public T Draw(SeededRandom random)
    {
        var at = random.NextUnit() * _sums[^1];
        return _values[Array.FindIndex(_sums, sum => at < sum)];
    }
}
