using System.Collections.Concurrent;
using Ingest.Parquet.Buffers;
using Ingest.Parquet.Encodings;
using Ingest.Parquet.Schema;

namespace Ingest.Parquet.Writing;

/// <summary>
/// The memory that encoding needs, some ten MB with row groups of 100,000 rows, kept from file to file. A writer rents one and gives it back when its file
/// is finished or given up.
/// </summary>
internal sealed class ChunkScratch
{
    // Files written at the same time beyond this many are rare: their memory goes to the collector.
    private const int KeptMax = 2;

    // Single values of megabytes must not stay for good.
    private const int KeepBytesMax = 8 * 1024 * 1024;

    private static readonly ConcurrentBag<ChunkScratch> Kept = [];

    private readonly Dictionary<PhysicalType, ChunkValues> _values = [];

    private ChunkScratch()
    {
        Flat = new FlatLevels(Presence);
        Maps = new MapLevels(Presence);
    }

    public PageWriter Pages { get; } = new();

    public ByteBuffer Statistics { get; } = new();

    public PresenceBits Presence { get; } = new();

    public FlatLevels Flat { get; }

    public MapLevels Maps { get; }

    public static ChunkScratch Rent() => Kept.TryTake(out var scratch) ? scratch : new ChunkScratch();

    public static void Return(ChunkScratch scratch)
    {
        scratch.Pages.Trim(KeepBytesMax);
        scratch.Statistics.Clear(KeepBytesMax);
        if (Kept.Count < KeptMax)
        {
            Kept.Add(scratch);
        }
    }

    public ChunkValues ValuesOf(ColumnType type)
    {
        var physical = Leaf.PhysicalTypeOf(type);
        if (!_values.TryGetValue(physical, out var values))
        {
            values = Create(physical);
            _values.Add(physical, values);
        }

        return values;
    }

    private static ChunkValues Create(PhysicalType type) => type switch
    {
        PhysicalType.Boolean => new BooleanValues(),
        PhysicalType.Int32 => new FixedValues<int, NumberType<int>>(),
        PhysicalType.Int64 => new FixedValues<long, NumberType<long>>(),
        PhysicalType.Double => new FixedValues<double, DoubleType>(),
        PhysicalType.FixedLengthByteArray => new FixedValues<Guid, UuidType>(),
        _ => new TextValues(),
    };
}
