using System.Globalization;
using System.Text;

namespace Ingest.Core.Diagnostics;

/// <summary>The values of one label set: a number, or a histogram when it has bounds.</summary>
internal sealed class MetricSeries(double[]? bounds)
{
    private readonly Lock _lock = new();
    private readonly long[] _buckets = new long[(bounds?.Length ?? 0) + 1];
    private double _sum;

    /// <summary>Takes a measurement: added up, or in place of the last one.</summary>
    public void Record(double value, bool replaces)
    {
        lock (_lock)
        {
            _sum = replaces ? value : _sum + value;
            if (bounds is not null)
            {
                _buckets[BucketOf(bounds, value)]++;
            }
        }
    }

    /// <summary>Appends the series' lines.</summary>
    public void Render(StringBuilder text, string name, string labels)
    {
        lock (_lock)
        {
            if (bounds is not null)
            {
                RenderHistogram(text, name, labels);
                return;
            }

            Line(text, name, labels, Number(_sum));
        }
    }

    private void RenderHistogram(StringBuilder text, string name, string labels)
    {
        var separator = labels.Length == 0 ? "" : ",";
        long count = 0;
        for (var i = 0; i < _buckets.Length; i++)
        {
            count += _buckets[i];
            var bound = i < bounds!.Length ? Number(bounds[i]) : "+Inf";
            Line(text, name + "_bucket", $"{labels}{separator}le=\"{bound}\"", count.ToString(CultureInfo.InvariantCulture));
        }

        Line(text, name + "_sum", labels, Number(_sum));
        Line(text, name + "_count", labels, count.ToString(CultureInfo.InvariantCulture));
    }

    private static void Line(StringBuilder text, string name, string labels, string value)
    {
        text.Append(name);
        if (labels.Length > 0)
        {
            text.Append('{').Append(labels).Append('}');
        }

        text.Append(' ').Append(value).Append('\n');
    }

    // A bucket holds what is at most its bound.
    private static int BucketOf(double[] bounds, double value)
    {
        var found = Array.BinarySearch(bounds, value);
        return found >= 0 ? found : ~found;
    }

    private static string Number(double value) => value switch
    {
        double.PositiveInfinity => "+Inf",
        double.NegativeInfinity => "-Inf",
        double.NaN => "NaN",
        _ => value.ToString("R", CultureInfo.InvariantCulture),
    };
}
