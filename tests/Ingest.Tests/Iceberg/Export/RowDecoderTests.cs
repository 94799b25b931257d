using System.Text;
using Ingest.Commands.Lake.Export;
using Ingest.Parquet.Columns;
using Ingest.Sinks.Iceberg.Metadata;
using Ingest.Sinks.Iceberg.Tables;

namespace Ingest.Tests.Iceberg.Export;

/// <summary>From RowBinary to columns: every type, with its extreme values and at random, whole and cut anywhere.</summary>
public sealed class RowDecoderTests
{
    private const long MicrosPerSecond = 1_000_000;

    private static readonly string[] Texts = ["", "a", "ÄÖ 🦊", new('x', 127), new('x', 128), new('y', 20_000)];

    // Of each type what is read, and how the test writes a value of it.
    private static readonly (string Type, object[] Values, Action<RowBinaryWriter, object> Write, Func<object, object> Expected)[] Types =
    [
        ("UUID", [Guid.Empty, Guid.AllBitsSet, new Guid("11223344-5566-7788-99aa-bbccddeeff00")], (w, v) => w.Uuid((Guid)v), v => v),
        ("String", [.. Texts], (w, v) => w.Text((string)v), v => v),
        ("Bool", [true, false], (w, v) => w.Number((bool)v ? 1 : 0, 1), v => (bool)v ? (byte)1 : (byte)0),
        ("Int8", [sbyte.MinValue, (sbyte)-1, sbyte.MaxValue], (w, v) => w.Number((sbyte)v, 1), v => (int)(sbyte)v),
        ("UInt8", [byte.MinValue, (byte)128, byte.MaxValue], (w, v) => w.Number((byte)v, 1), v => (int)(byte)v),
        ("Int16", [short.MinValue, (short)-1, short.MaxValue], (w, v) => w.Number((short)v, 2), v => (int)(short)v),
        ("UInt16", [ushort.MinValue, (ushort)32768, ushort.MaxValue], (w, v) => w.Number((ushort)v, 2), v => (int)(ushort)v),
        ("Int32", [int.MinValue, -1, int.MaxValue], (w, v) => w.Number((int)v, 4), v => v),
        ("UInt32", [uint.MinValue, uint.MaxValue], (w, v) => w.Number((uint)v, 4), v => (long)(uint)v),
        ("Int64", [long.MinValue, -1L, long.MaxValue], (w, v) => w.Number((long)v, 8), v => v),
        ("UInt64", [0UL, (ulong)long.MaxValue], (w, v) => w.Number((ulong)v, 8), v => (long)(ulong)v),
        ("Float32", [float.MinValue, float.NaN, float.NegativeInfinity, -0.0f, float.Epsilon], (w, v) => w.Single((float)v), v => (double)(float)v),
        ("Float64", [double.MaxValue, double.NaN, double.PositiveInfinity, -0.0, double.Epsilon], (w, v) => w.Double((double)v), v => v),
        ("Decimal(9, 2)", [-999_999_999, 0, 999_999_999], (w, v) => w.Number((int)v, 4), v => (long)(int)v),
        ("Decimal(18, 4)", [-999_999_999_999_999_999, 0L, 999_999_999_999_999_999], (w, v) => w.Number((long)v, 8), v => v),
        ("Date", [(ushort)0, ushort.MaxValue], (w, v) => w.Number((ushort)v, 2), v => (int)(ushort)v),
        ("Date32", [-25567, 0, 120529], (w, v) => w.Number((int)v, 4), v => v),
        ("DateTime", [0U, uint.MaxValue], (w, v) => w.Number((uint)v, 4), v => (uint)v * MicrosPerSecond),
        ("DateTime64(0)", [-2_208_988_800L, 10_413_791_999L], (w, v) => w.Number((long)v, 8), v => (long)v * MicrosPerSecond),
        ("DateTime64(3, 'UTC')", [-2_208_988_800_000L, -1L, 10_413_791_999_999L], (w, v) => w.Number((long)v, 8), v => (long)v * 1000),
        ("DateTime64(6)", [long.MinValue, -1L, long.MaxValue], (w, v) => w.Number((long)v, 8), v => v),
        ("DateTime64(9)", [long.MinValue, -1L, -1000L, 999L, long.MaxValue], (w, v) => w.Number((long)v, 8), v => (long)Math.Floor((decimal)(long)v / 1000)),
    ];

    public static TheoryData<string> Names => [.. Types.Select(type => type.Type)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_extreme_value_of_a_type_arrives(string name)
    {
        var (_, values, write, expected) = Types.Single(type => type.Type == name);
        foreach (var nullable in new[] { false, true })
        {
            var rows = values.Select(value => (object?)value).Concat(nullable ? [null, values[0], null] : []).ToArray();
            var decoded = Decode([nullable ? $"Nullable({name})" : name], rows.Select(value => Write(nullable, value, write)));
            for (var row = 0; row < rows.Length; row++)
            {
                Assert.Equal(rows[row] is { } value ? expected(value) : null, ValueOf(decoded[0], row));
            }
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Random_rows_of_all_types_arrive_wherever_the_bytes_are_cut(int seed)
    {
        var random = new Random(seed);
        var nullable = Types.Select(_ => random.Next(2) == 0).ToArray();
        var rows = Enumerable.Range(0, 100)
            .Select(_ => Types.Select((type, i) => nullable[i] && random.Next(3) == 0 ? null : type.Values[random.Next(type.Values.Length)]).ToArray())
            .ToArray();
        var bytes = rows.Select(row => row.SelectMany((value, i) => Write(nullable[i], value, Types[i].Write)).ToArray()).ToArray();

        var decoded = Decode([.. Types.Select((type, i) => nullable[i] ? $"Nullable({type.Type})" : type.Type)], bytes, random);

        for (var row = 0; row < rows.Length; row++)
        {
            for (var i = 0; i < Types.Length; i++)
            {
                var expected = rows[row][i] is { } value ? Types[i].Expected(value) : null;
                Assert.True(Equals(expected, ValueOf(decoded[i], row)), $"seed {seed}, row {row}, {Types[i].Type}: {expected} has become {ValueOf(decoded[i], row)}");
            }
        }
    }

    [Fact]
    public void A_uuid_arrives_as_the_engine_has_sent_it() =>
        Assert.Equal(
            new Guid("11223344-5566-7788-99aa-bbccddeeff00"),
            ValueOf(Decode(["UUID"], [Convert.FromHexString("8877665544332211" + "00FFEEDDCCBBAA99")])[0], 0));

    [Fact]
    public void A_number_beyond_the_long_is_refused_with_its_column()
    {
        var fault = Assert.Throws<InvalidDataException>(() => Decode(["UInt64"], [new RowBinaryWriter().Number(ulong.MaxValue, 8).ToArray()]));
        Assert.Equal("the column c0 has 18446744073709551615, and Iceberg's long ends at 9223372036854775807", fault.Message);
    }

    [Fact]
    public void A_time_beyond_the_microseconds_is_refused() =>
        Assert.Throws<InvalidDataException>(() => Decode(["DateTime64(0)"], [new RowBinaryWriter().Number(long.MaxValue / 1000, 8).ToArray()]));

    [Fact]
    public void A_length_that_no_row_has_is_refused() =>
        Assert.Throws<InvalidDataException>(() => Decode(["String"], [new RowBinaryWriter().Length(1L << 34).ToArray()]));

    [Fact]
    public void What_is_not_utf8_is_mended_and_counted()
    {
        var columns = ColumnsOf(["String"]);
        var decoder = new RowDecoder(columns);
        var batch = BatchOf(columns);
        decoder.Read(new RowBinaryWriter().Text([0x61, 0xFF, 0x62]).ToArray(), batch.Columns);

        Assert.Equal("a\uFFFDb", ValueOf(batch.Columns[0], 0));
        Assert.Equal(1, decoder.MendedTexts);
    }

    [Theory]
    [InlineData(3)]
    [InlineData(200)]
    public void Of_equal_keys_of_a_map_the_first_counts(int keys)
    {
        var row = new RowBinaryWriter().Length(keys * 2);
        for (var i = 0; i < keys * 2; i++)
        {
            row.Text($"k{i % keys}").Number(i < keys ? 1 : 2, 1);
        }

        var map = (MapColumn)Decode(["Map(LowCardinality(String), UInt8)"], [new RowBinaryWriter().Length(0).ToArray(), row.ToArray()])[0];

        Assert.Equal([0, keys], map.Ends.ToArray());
        Assert.Equal(Enumerable.Range(0, keys).Select(i => $"k{i}"), Enumerable.Range(0, keys).Select(i => Encoding.UTF8.GetString(map.Keys[i])));
        Assert.All(((FixedColumn<int>)map.Values).Values.ToArray(), value => Assert.Equal(1, value));
    }

    [Fact]
    public void A_value_of_a_map_can_be_null()
    {
        var map = (MapColumn)Decode(["Map(String, Nullable(Float64))"], [new RowBinaryWriter().Length(2).Text("a").Null().Text("b").NotNull().Double(1.5).ToArray()])[0];

        Assert.False(map.Values.HasValue(0));
        Assert.Equal(1.5, ((FixedColumn<double>)map.Values).Values[1]);
    }

    private static byte[] Write(bool nullable, object? value, Action<RowBinaryWriter, object> write)
    {
        var row = new RowBinaryWriter();
        if (value is null)
        {
            return row.Null().ToArray();
        }

        write(nullable ? row.NotNull() : row, value);
        return row.ToArray();
    }

    private static IReadOnlyList<Column> Decode(string[] types, IEnumerable<byte[]> rows, Random? random = null)
    {
        var columns = ColumnsOf(types);
        var decoder = new RowDecoder(columns);
        var batch = BatchOf(columns);
        foreach (var row in rows)
        {
            // A part of a row is no row, and what follows is not of it.
            var cut = random?.Next(row.Length) ?? row.Length - 1;
            Assert.Equal(-1, decoder.Measure(row.AsSpan(0, cut)));
            Assert.Equal(row.Length, decoder.Measure([.. row, 0, 1, 2]));
            decoder.Read(row, batch.Columns);
        }

        return batch.Columns;
    }

    private static SourceColumn[] ColumnsOf(string[] types) =>
        [.. types.Select((type, i) => new SourceColumn($"c{i}", $"c{i}", WireType.Of(ClickHouseType.Parse(type))!))];

    private static RecordBatch BatchOf(SourceColumn[] columns)
    {
        var id = 0;
        var fields = columns.Select(column => new NestedField(
            ++id, column.Name, !column.Wire.IsNullable, column.Wire.Type is MapType map ? map with { KeyId = ++id, ValueId = ++id } : column.Wire.Type));
        return new RecordBatch(FileSchema.Of(new IcebergSchema(0, [.. fields]), _ => true));
    }

    private static object? ValueOf(Column column, int row) => !column.HasValue(row) ? null : column switch
    {
        FixedColumn<int> ints => ints.Values[row],
        FixedColumn<long> longs => longs.Values[row],
        FixedColumn<byte> flags => flags.Values[row],
        FixedColumn<double> doubles => doubles.Values[row],
        FixedColumn<Guid> uuids => uuids.Values[row],
        _ => Encoding.UTF8.GetString(((TextColumn)column)[row]),
    };
}
