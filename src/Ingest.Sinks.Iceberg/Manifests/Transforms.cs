using Ingest.Sinks.Iceberg.Metadata;

namespace Ingest.Sinks.Iceberg.Manifests;

/// <summary>From a column's value to a partition value (Iceberg specification, Partition Transforms).</summary>
internal static class Transforms
{
    /// <summary>The value itself.</summary>
    public const string Identity = "identity";

    /// <summary>The day of a time.</summary>
    public const string Day = "day";

    private const string Void = "void";
    private const long MicrosecondsOfDay = 24L * 60 * 60 * 1_000_000;

    /// <summary>True for those that files can be written by; the others are only known by their types.</summary>
    public static bool IsSupported(string transform) => transform is Identity or Day;

    /// <summary>The partition value.</summary>
    /// <param name="transform">A supported transform.</param>
    /// <param name="value">The column's value; null stays null.</param>
    /// <exception cref="ArgumentException">The transform is not supported, or the value has no day.</exception>
    public static object? Apply(string transform, object? value) => (transform, value) switch
    {
        (_, null) => null,
        (Identity, _) => value,
        (Day, long micros) => DayOf(micros),
        (Day, int day) => day,
        _ => throw new ArgumentException($"The transform {transform} cannot be made of {value.GetType().Name}.", nameof(transform)),
    };

    /// <summary>Days since 1970-01-01 of a time in microseconds; times before it belong to the day that they are in.</summary>
    public static int DayOf(long micros) => (int)(micros >= 0 ? micros / MicrosecondsOfDay : ((micros + 1) / MicrosecondsOfDay) - 1);

    /// <summary>Type of the partition value. A day is a date, as Java writes it; readers take a plain int too.</summary>
    /// <exception cref="IcebergException">The transform is not one of the format's second version.</exception>
    public static IcebergType ResultType(string transform, IcebergType source) => transform switch
    {
        Identity or Void => source,
        Day => IcebergType.Date,
        "year" or "month" or "hour" => IcebergType.Int,
        _ when transform.StartsWith("bucket[", StringComparison.Ordinal) => IcebergType.Int,
        _ when transform.StartsWith("truncate[", StringComparison.Ordinal) => source,
        _ => throw new IcebergException($"The table has a partition of the transform {transform}, which this program does not know. Remedy: name another table."),
    };
}
