using System.Globalization;

namespace Ingest.Load.Compare.Servers;

/// <summary>Values of a <c>/metrics</c> page.</summary>
internal sealed class MetricsText(string text)
{
    /// <summary>The sum over all label sets of a metric; 0 when it has none yet.</summary>
    public double this[string name] => text.Split('\n')
        .Where(line => line.StartsWith(name, StringComparison.Ordinal) && line.Length > name.Length && line[name.Length] is ' ' or '{')
        .Sum(line => double.Parse(line[(line.LastIndexOf(' ') + 1)..], CultureInfo.InvariantCulture));

    /// <summary>Messages that were parsed from requests.</summary>
    public double Received => this["ingest_events_received_total"];

    /// <summary>Events that the sink has taken.</summary>
    public double Delivered => this["ingest_events_delivered_total"];

    /// <summary>Events in the log that are not in the sink.</summary>
    public double Undelivered => this["ingest_sink_undelivered_events"];

    /// <summary>Bytes that the process has allocated.</summary>
    public double Allocated => this["ingest_allocated_bytes_total"];
}
