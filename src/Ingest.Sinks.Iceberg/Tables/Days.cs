namespace Ingest.Sinks.Iceberg.Tables;

/// <summary>The transform <c>day</c> (Iceberg specification, Partition Transforms).</summary>
internal static class Days
{
    private const long MicrosPerDay = 86_400_000_000;

    /// <summary>Days since 1970-01-01 of a time in Unix microseconds; rounds down, before 1970 too.</summary>
    public static int Of(long micros)
    {
        var (days, rest) = Math.DivRem(micros, MicrosPerDay);
        return (int)(rest < 0 ? days - 1 : days);
    }
}
