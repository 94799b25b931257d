using System.Diagnostics.Metrics;

namespace Ingest.Core.Diagnostics;

/// <summary>The one meter of the process: every instrument is made from it, and exporters listen to it.</summary>
public static class IngestMeter
{
    /// <summary>Name of the meter.</summary>
    public const string Name = "Ingest";

    /// <summary>The meter.</summary>
    public static Meter Meter { get; } = new(Name);
}
