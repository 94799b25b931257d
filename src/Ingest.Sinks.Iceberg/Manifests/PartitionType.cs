using System.Globalization;
using System.Net;
using System.Numerics;
using System.Text;
using Ingest.Sinks.Iceberg.Metadata;

namespace Ingest.Sinks.Iceberg.Manifests;

/// <summary>The types of a partition spec's values.</summary>
internal sealed class PartitionType
{
    private const string TimestampFormat = "yyyy-MM-dd'T'HH:mm:ss.FFFFFF";

    private PartitionType(PartitionSpec spec, IReadOnlyList<IcebergType> types)
    {
        Spec = spec;
        Types = types;
    }

    /// <summary>The spec.</summary>
    public PartitionSpec Spec { get; }

    /// <summary>One type a value, in the order of the spec.</summary>
    public IReadOnlyList<IcebergType> Types { get; }

    /// <summary>Finds the types of a table's spec. A column that is no longer there is looked for in the other schemas, the latest first.</summary>
    /// <exception cref="IcebergException">No schema has a column of it, or a transform is not known.</exception>
    public static PartitionType Of(TableMetadata metadata, PartitionSpec spec) =>
        Of(spec, [metadata.Schema, .. metadata.Schemas.OrderByDescending(schema => schema.SchemaId)]);

    /// <summary>Finds the types of a spec in these schemas; the first that has a column counts.</summary>
    /// <exception cref="IcebergException">None has a column of it, or a transform is not known.</exception>
    public static PartitionType Of(PartitionSpec spec, params IReadOnlyList<IcebergSchema> schemas)
    {
        var columns = schemas.SelectMany(schema => schema.Fields).SelectMany(Nested).ToArray();
        return new PartitionType(spec, [.. spec.Fields.Select(field => Transforms.ResultType(field.Transform, SourceOf(field)))]);

        IcebergType SourceOf(PartitionField field) => columns.FirstOrDefault(column => column.Id == field.SourceId)?.Type
            ?? throw new IcebergException($"The partition \"{field.Name}\" is of the column of id {field.SourceId}, and no schema of the table has it.");
    }

    private static IEnumerable<NestedField> Nested(NestedField field) =>
        field.Type is StructType structure ? structure.Fields.SelectMany(Nested).Prepend(field) : [field];

    /// <summary>The values for people, as Java makes folders of them: <c>event_time_day=2026-11-29/site_id=…</c>.</summary>
    public string PathOf(IReadOnlyList<object?> values)
    {
        var path = new StringBuilder();
        for (var i = 0; i < Types.Count; i++)
        {
            path.Append(i == 0 ? "" : "/").Append(Escape(Spec.Fields[i].Name)).Append('=').Append(Escape(ToText(PrimitiveShape.Of(Types[i]), values[i])));
        }

        return path.ToString();
    }

    private static string ToText(PrimitiveShape type, object? value) => (type.Name, value) switch
    {
        (_, null) => "null",
        ("date", int day) => DayText(day),
        ("timestamp", long micros) => TimeText(micros),
        ("timestamptz", long micros) => TimeText(micros) + "+00:00",
        (_, bool flag) => flag ? "true" : "false",
        (_, byte[] bytes) => Convert.ToBase64String(bytes),
        (_, BigInteger unscaled) => DecimalText(unscaled, type.Scale),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };

    // Days that the calendar of .NET does not have stay numbers.
    private static string DayText(int day)
    {
        var number = DateOnly.FromDateTime(DateTime.UnixEpoch).DayNumber + (long)day;
        return number >= DateOnly.MinValue.DayNumber && number <= DateOnly.MaxValue.DayNumber
            ? DateOnly.FromDayNumber((int)number).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)
            : day.ToString(CultureInfo.InvariantCulture);
    }

    private static string TimeText(long micros) =>
        micros >= (DateTime.MinValue - DateTime.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond && micros <= (DateTime.MaxValue - DateTime.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond
            ? DateTime.UnixEpoch.AddTicks(micros * TimeSpan.TicksPerMicrosecond).ToString(TimestampFormat, CultureInfo.InvariantCulture)
            : micros.ToString(CultureInfo.InvariantCulture);

    private static string DecimalText(BigInteger unscaled, int scale)
    {
        var digits = BigInteger.Abs(unscaled).ToString(CultureInfo.InvariantCulture).PadLeft(scale + 1, '0');
        var sign = unscaled.Sign < 0 ? "-" : "";
        return scale == 0 ? sign + digits : $"{sign}{digits[..^scale]}.{digits[^scale..]}";
    }

    // Java's encoder takes these three too, .NET's leaves them.
    private static string Escape(string text) => WebUtility.UrlEncode(text)
        .Replace("!", "%21", StringComparison.Ordinal).Replace("(", "%28", StringComparison.Ordinal).Replace(")", "%29", StringComparison.Ordinal);
}
