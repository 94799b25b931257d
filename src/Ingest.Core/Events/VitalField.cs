namespace Ingest.Core.Events;

/// <summary>The web vitals of a performance sample, in the order of the log record. Persisted: append only.</summary>
public enum VitalField : byte
{
    /// <summary>Largest contentful paint, milliseconds, one decimal.</summary>
    Lcp = 0,

    /// <summary>Interaction to next paint, milliseconds, one decimal.</summary>
    Inp = 1,

    /// <summary>Cumulative layout shift, unitless, four decimals.</summary>
    Cls = 2,

    /// <summary>First contentful paint, milliseconds, one decimal.</summary>
    Fcp = 3,

    /// <summary>Time to first byte, milliseconds, one decimal.</summary>
    Ttfb = 4,
}
