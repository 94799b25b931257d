using System.Numerics;
using Ingest.Sinks.Iceberg;
using Ingest.Sinks.Iceberg.Manifests;
using Ingest.Sinks.Iceberg.Metadata;

namespace Ingest.Tests.Iceberg.Manifests;

public sealed class PartitionTests
{
    private const long MicrosecondsOfDay = 86_400_000_000;

    [Theory]
    [InlineData(0, 0)]
    [InlineData(MicrosecondsOfDay - 1, 0)]
    [InlineData(MicrosecondsOfDay, 1)]
    [InlineData(-1, -1)]
    [InlineData(-MicrosecondsOfDay, -1)]
    [InlineData(-MicrosecondsOfDay - 1, -2)]
    [InlineData(1510871468000000, 17486)]
    [InlineData(long.MaxValue, 106751991)]
    [InlineData(long.MinValue, -106751992)]
    public void A_time_belongs_to_the_day_that_it_is_in(long micros, int day)
    {
        Assert.Equal(day, Transforms.DayOf(micros));
        Assert.Equal(day, Transforms.Apply(Transforms.Day, micros));
    }

    [Fact]
    public void Null_stays_null_and_identity_is_the_value()
    {
        Assert.Null(Transforms.Apply(Transforms.Day, value: null));
        Assert.Equal("x", Transforms.Apply(Transforms.Identity, "x"));
        Assert.Equal(5, Transforms.Apply(Transforms.Day, 5));
        Assert.Throws<ArgumentException>(() => Transforms.Apply("bucket[4]", 5));
        Assert.Throws<ArgumentException>(() => Transforms.Apply(Transforms.Day, "x"));
    }

    [Fact]
    public void A_path_is_as_Java_writes_it()
    {
        var site = Guid.Parse("F79C3E09-677C-4BBD-A479-3F349CB785E7");
        Assert.Equal("event_time_day=2026-11-29/site_id=f79c3e09-677c-4bbd-a479-3f349cb785e7",
            PathOf([20786, site], ("event_time_day", "timestamptz", "day"), ("site_id", "uuid", "identity")));
        Assert.Equal("a+b%2Fc=a+b%2Fc%21%28%29*-_.%7E%C3%A9%3D", PathOf(["a b/c!()*-_.~é="], ("a b/c", "string", "identity")));
        Assert.Equal("a=null", PathOf([null], ("a", "string", "identity")));
        Assert.Equal("a=true/b=AQID", PathOf([true, new byte[] { 1, 2, 3 }], ("a", "boolean", "identity"), ("b", "binary", "identity")));
        Assert.Equal("a=2017-11-16T22%3A31%3A08.000001%2B00%3A00", PathOf([1510871468000001], ("a", "timestamptz", "identity")));
        Assert.Equal("a=1969-12-31T23%3A59%3A59.9", PathOf([-100_000L], ("a", "timestamp", "identity")));
        Assert.Equal("a=-0.0012/b=14.20", PathOf([new BigInteger(-12), new BigInteger(1420)], ("a", "decimal(9, 4)", "identity"), ("b", "decimal(4, 2)", "identity")));
        Assert.Equal($"a={int.MaxValue}", PathOf([int.MaxValue], ("a", "date", "identity")));
        Assert.Equal("", PathOf([]));
    }

    [Theory]
    [InlineData("identity", "uuid", "uuid")]
    [InlineData("day", "timestamptz", "date")]
    [InlineData("hour", "timestamptz", "int")]
    [InlineData("month", "date", "int")]
    [InlineData("year", "date", "int")]
    [InlineData("bucket[16]", "string", "int")]
    [InlineData("truncate[4]", "string", "string")]
    [InlineData("void", "long", "long")]
    public void A_transform_has_the_result_that_the_specification_says(string transform, string source, string result) =>
        Assert.Equal(new PrimitiveType(result), Transforms.ResultType(transform, new PrimitiveType(source)));

    [Fact]
    public void A_transform_that_is_not_known_and_a_column_that_is_gone_are_named()
    {
        Assert.Contains("zorder", Assert.Throws<IcebergException>(() => Transforms.ResultType("zorder", IcebergType.Int)).Message);
        var spec = new PartitionSpec(0, [new PartitionField(99, 1000, "gone", "identity")]);
        Assert.Contains("\"gone\" is of the column of id 99", Assert.Throws<IcebergException>(() => PartitionType.Of(spec, RandomManifests.Schema)).Message);
    }

    [Fact]
    public void A_dropped_column_is_found_in_an_earlier_schema()
    {
        var spec = new PartitionSpec(0, [new PartitionField(1, 1000, "a", "identity")]);
        var now = new IcebergSchema(1, [new NestedField(2, "b", false, IcebergType.Int)]);
        var before = new IcebergSchema(0, [new NestedField(5, "s", false, new StructType([new NestedField(1, "a", false, IcebergType.Long)]))]);

        Assert.Equal([IcebergType.Long], PartitionType.Of(spec, now, before).Types);
    }

    [Fact]
    public void A_summary_has_the_least_and_the_greatest_value()
    {
        AssertSummary("date", [5, -3, 9], "FDFFFFFF", "09000000", hasNull: false, hasNan: false);
        AssertSummary("long", [5L, null], "0500000000000000", "0500000000000000", hasNull: true, hasNan: false);
        AssertSummary("string", [null, null], null, null, hasNull: true, hasNan: false);
        AssertSummary("string", [], null, null, hasNull: false, hasNan: false);
        // In the order of UTF-8 the first is the least; in that of UTF-16 it is the greatest.
        AssertSummary("string", ["\uFFFD", "\U0001F300"], "EFBFBD", "F09F8C80", hasNull: false, hasNan: false);
        AssertSummary("double", [double.NaN, 0.0, -0.0], "0000000000000080", "0000000000000000", hasNull: false, hasNan: true);
        AssertSummary("decimal(9, 2)", [new BigInteger(-300), new BigInteger(7)], "FED4", "07", hasNull: false, hasNan: false);
        AssertSummary("boolean", [true, false], "00", "01", hasNull: false, hasNan: false);
        AssertSummary("binary", [new byte[] { 0xFF }, new byte[] { 1, 2 }], "0102", "FF", hasNull: false, hasNan: false);
    }

    [Fact]
    public void Uuids_are_summed_up_when_all_readers_order_them_alike()
    {
        AssertSummary("uuid", [Uuid("8"), Uuid("F"), null], Hex("8"), Hex("F"), hasNull: true, hasNan: false);
        AssertSummary("uuid", [Uuid("7"), Uuid("0")], Hex("0"), Hex("7"), hasNull: false, hasNan: false);

        // Java takes 8… for less than 7…: whatever the bounds, half of the readers would pass over one of the two.
        var summary = new PartitionSummary(IcebergType.Uuid);
        summary.Add(Uuid("7"));
        summary.Add(Uuid("8"));
        Assert.Null(summary.ToSummary());

        static string Hex(string first) => first + "79c3e09677c4bbda4793f349cb785e7".ToUpperInvariant();
        static Guid Uuid(string first) => Guid.Parse(Hex(first));
    }

    [Fact]
    public void A_manifest_of_uuids_that_readers_order_differently_has_no_summaries()
    {
        var partition = PartitionType.Of(new PartitionSpec(0, [new PartitionField(6, 1000, "day", "identity"), new PartitionField(11, 1001, "site", "identity")]), RandomManifests.Schema);
        var writer = new ManifestWriter(RandomManifests.Schema, partition);
        ManifestEntry Entry(string uuid) => new(EntryStatus.Added, new DataFile { Path = "f", Partition = [1, Guid.Parse(uuid)], RecordCount = 1, FileSize = 1 });
        ManifestEntry[] entries = [Entry("179c3e09-677c-4bbd-a479-3f349cb785e7"), Entry("f79c3e09-677c-4bbd-a479-3f349cb785e7")];

        Assert.Null(writer.Write("m", ManifestContent.Data, entries, 1).File.Partitions);
        Assert.Equal(2, writer.Write("m", ManifestContent.Data, entries[..1], 1).File.Partitions!.Count);
    }

    private static string PathOf(object?[] values, params (string Name, string Type, string Transform)[] fields)
    {
        var schema = new IcebergSchema(0, [.. fields.Select((field, i) => new NestedField(i, $"c{i}", false, new PrimitiveType(field.Type)))]);
        var spec = new PartitionSpec(0, [.. fields.Select((field, i) => new PartitionField(i, 1000 + i, field.Name, field.Transform))]);
        return PartitionType.Of(spec, schema).PathOf(values);
    }

    private static void AssertSummary(string type, object?[] values, string? lower, string? upper, bool hasNull, bool hasNan)
    {
        var summary = new PartitionSummary(new PrimitiveType(type));
        foreach (var value in values)
        {
            summary.Add(value);
        }

        var result = summary.ToSummary()!;
        Assert.Equal((hasNull, hasNan), (result.ContainsNull, result.ContainsNan));
        Assert.Equal((lower, upper), (result.LowerBound is { } l ? Convert.ToHexString(l) : null, result.UpperBound is { } u ? Convert.ToHexString(u) : null));
    }
}
