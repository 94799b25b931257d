using System.Numerics;
using System.Text;
using Ingest.Sinks.Iceberg.Manifests;
using Ingest.Sinks.Iceberg.Metadata;

namespace Ingest.Tests.Iceberg.Manifests;

/// <summary>Manifests of everything that may be in one, from a seed.</summary>
internal sealed class RandomManifests(int seed)
{
    private static readonly IcebergType[] Types =
    [
        IcebergType.Boolean, IcebergType.Int, IcebergType.Long, new PrimitiveType("float"), IcebergType.Double, IcebergType.Date, new PrimitiveType("time"),
        new PrimitiveType("timestamp"), IcebergType.TimestampTz, IcebergType.String, IcebergType.Uuid, new PrimitiveType("fixed[5]"), new PrimitiveType("binary"),
        IcebergType.Decimal(18, 4), IcebergType.Decimal(38, 0),
    ];

    private readonly Random _random = new(seed);

    /// <summary>A schema with a column of each type, twice.</summary>
    public static IcebergSchema Schema { get; } =
        new(3, [.. Types.Concat(Types).Select((type, i) => new NestedField(i + 1, $"column {i}, \"{TableJson.ToText(type).Trim('"')}\"", false, type))]);

    /// <summary>A spec of none to six columns by themselves, or a day.</summary>
    public PartitionType Partition()
    {
        var fields = Enumerable.Range(0, _random.Next(7)).Select(i =>
        {
            var column = Schema.Fields[_random.Next(Schema.Fields.Count)];
            var isDay = column.Type == IcebergType.TimestampTz || column.Type == IcebergType.Date;
            return new PartitionField(column.Id, 1000 + (3 * i), isDay ? $"{i}_day" : $"{i} of {column.Name}", isDay ? Transforms.Day : Transforms.Identity);
        });
        return PartitionType.Of(new PartitionSpec(_random.Next(5), [.. fields]), Schema);
    }

    /// <summary>Entries of data, or of deletes.</summary>
    public ManifestEntry[] Entries(PartitionType partition, ManifestContent content, int count) => [.. Enumerable.Range(0, count).Select(_ => Entry(partition, content))];

    /// <summary>A line of a manifest list whose sequence numbers are known.</summary>
    public ManifestFile ManifestFile() => new()
    {
        Path = Text(),
        Length = Number(),
        SpecId = _random.Next(),
        Content = (ManifestContent)_random.Next(2),
        SequenceNumber = Number(),
        MinSequenceNumber = Number(),
        AddedSnapshotId = Number(),
        AddedFiles = _random.Next(),
        ExistingFiles = _random.Next(),
        DeletedFiles = _random.Next(),
        AddedRows = Number(),
        ExistingRows = Number(),
        DeletedRows = Number(),
        Partitions = Maybe(() => Many(() => new FieldSummary(Flag(), Flag() ? Flag() : null, Maybe(Bytes), Maybe(Bytes)))),
        KeyMetadata = Maybe(Bytes),
    };

    /// <summary>A value in the form of <see cref="SingleValue"/>.</summary>
    public object Value(IcebergType type) => PrimitiveShape.Of(type) switch
    {
        { Name: "boolean" } => Flag(),
        { Name: "int" } => (int)Number(),
        { Name: "date" } => _random.Next(-800_000, 800_000),
        { Name: "float" } => (float)Floating(),
        { Name: "double" } => Floating(),
        { Name: "string" } => Text(),
        { Name: "uuid" } => new Guid(Fixed(16)),
        { Name: "fixed", Length: var length } => Fixed(length),
        { Name: "binary" } => Bytes(),
        { Name: "decimal", Precision: var digits } => new BigInteger(Fixed(16)) % BigInteger.Pow(10, _random.Next(digits + 1)),
        _ => Number(),
    };

    private ManifestEntry Entry(PartitionType partition, ManifestContent content)
    {
        var status = (EntryStatus)_random.Next(3);
        var isAdded = status == EntryStatus.Added;
        return new ManifestEntry(status, File(partition, content))
        {
            SnapshotId = status != EntryStatus.Existing && Flag() ? null : Number(),
            SequenceNumber = isAdded && Flag() ? null : Number(),
            FileSequenceNumber = isAdded && Flag() ? null : Number(),
        };
    }

    private DataFile File(PartitionType partition, ManifestContent content) => new()
    {
        Content = content == ManifestContent.Data ? FileContent.Data : (FileContent)_random.Next(1, 3),
        Path = Text(),
        Format = Flag() ? "PARQUET" : "avro",
        Partition = [.. partition.Types.Select(type => _random.Next(5) == 0 ? null : Value(type))],
        RecordCount = _random.Next(),
        FileSize = Number(),
        ColumnSizes = Maybe(() => Map(Number)),
        ValueCounts = Maybe(() => Map(Number)),
        NullCounts = Maybe(() => Map(Number)),
        NanCounts = Maybe(() => Map(Number)),
        LowerBounds = Maybe(() => Map(Bytes)),
        UpperBounds = Maybe(() => Map(Bytes)),
        KeyMetadata = Maybe(Bytes),
        SplitOffsets = Maybe(() => Many(Number)),
        EqualityIds = Maybe(() => Many(() => _random.Next())),
        SortOrderId = Flag() ? _random.Next() : null,
        ReferencedDataFile = Maybe(Text),
    };

    private bool Flag() => _random.Next(2) == 0;

    // Numbers of every length.
    private long Number() => _random.NextInt64(long.MinValue, long.MaxValue) >> _random.Next(64);

    private double Floating() => _random.Next(6) switch
    {
        0 => -0.0,
        1 => double.NaN,
        2 => double.PositiveInfinity,
        _ => _random.NextDouble() * Number(),
    };

    private string Text() => string.Concat(Enumerable.Range(0, _random.Next(20)).Select(_ => new Rune(_random.Next(3) switch
    {
        0 => _random.Next(0x20, 0x7F),
        1 => _random.Next(0xA0, 0xD800),
        _ => _random.Next(0x1_F300, 0x1_F6FF),
    })));

    private byte[] Bytes() => Fixed(_random.Next(40));

    private byte[] Fixed(int length)
    {
        var bytes = new byte[length];
        _random.NextBytes(bytes);
        return bytes;
    }

    private T[] Many<T>(Func<T> one) => [.. Enumerable.Range(0, _random.Next(5)).Select(_ => one())];

    private Dictionary<int, T> Map<T>(Func<T> one) => Enumerable.Range(0, _random.Next(8)).Select(_ => _random.Next()).Distinct().ToDictionary(key => key, _ => one());

    private T? Maybe<T>(Func<T> one)
        where T : class => _random.Next(4) == 0 ? null : one();
}
