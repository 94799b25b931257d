using System.Numerics;
using Ingest.Sinks.Iceberg;
using Ingest.Sinks.Iceberg.Manifests;
using Ingest.Sinks.Iceberg.Metadata;

namespace Ingest.Tests.Iceberg.Manifests;

public sealed class SingleValueTests
{
    // The UUID is the specification's own example; the others are what its table says, byte by byte.
    public static TheoryData<string, object, string> Vectors { get; } = new()
    {
        { "boolean", false, "00" },
        { "boolean", true, "01" },
        { "int", 84202, "EA480100" },
        { "int", -1, "FFFFFFFF" },
        { "long", 200L, "C800000000000000" },
        { "long", long.MinValue, "0000000000000080" },
        { "float", -4.5f, "000090C0" },
        { "double", 6.0, "0000000000001840" },
        { "date", 1000, "E8030000" },
        { "time", 10000L, "1027000000000000" },
        { "timestamp", 400000L, "801A060000000000" },
        { "timestamptz", 400000L, "801A060000000000" },
        { "timestamptz", -1L, "FFFFFFFFFFFFFFFF" },
        { "string", "ABC", "414243" },
        { "string", "", "" },
        { "uuid", Guid.Parse("f79c3e09-677c-4bbd-a479-3f349cb785e7"), "F79C3E09677C4BBDA4793F349CB785E7" },
        { "fixed[2]", "ab"u8.ToArray(), "6162" },
        { "binary", "Z"u8.ToArray(), "5A" },
        { "decimal(4, 2)", new BigInteger(1420), "058C" },
        { "decimal(3, 2)", new BigInteger(345), "0159" },
        { "decimal(7, 4)", new BigInteger(1234567), "12D687" },
        { "decimal(7, 4)", new BigInteger(-1234567), "ED2979" },
        { "decimal(10, 3)", new BigInteger(11), "0B" },
        { "decimal(10, 3)", new BigInteger(128), "0080" },
        { "decimal(10, 3)", new BigInteger(-128), "80" },
        { "decimal(10, 3)", BigInteger.Zero, "00" },
    };

    [Theory]
    [MemberData(nameof(Vectors))]
    public void Is_as_the_specification_has_it(string type, object value, string bytes)
    {
        Assert.Equal(bytes, Convert.ToHexString(SingleValue.ToBytes(new PrimitiveType(type), value)));
        Assert.Equal(value, SingleValue.FromBytes(new PrimitiveType(type), Convert.FromHexString(bytes)));
    }

    [Fact]
    public void Comes_back_whatever_it_is()
    {
        var random = new RandomManifests(1);
        foreach (var type in RandomManifests.Schema.Fields.Select(field => field.Type))
        {
            for (var i = 0; i < 200; i++)
            {
                var value = random.Value(type);
                Assert.Equal(value, SingleValue.FromBytes(type, SingleValue.ToBytes(type, value)));
            }
        }
    }

    [Fact]
    public void A_bound_of_a_column_that_has_become_wider_is_read()
    {
        Assert.Equal(-1L, SingleValue.FromBytes(IcebergType.Long, Convert.FromHexString("FFFFFFFF")));
        Assert.Equal(-4.5, SingleValue.FromBytes(IcebergType.Double, Convert.FromHexString("000090C0")));
    }

    [Theory]
    [InlineData("int", "010203")]
    [InlineData("boolean", "")]
    [InlineData("timestamptz", "00000000")]
    [InlineData("uuid", "00")]
    [InlineData("fixed[3]", "0102")]
    [InlineData("decimal(4, 2)", "")]
    [InlineData("decimal(4, 2)", "00000000")]
    [InlineData("map", "00")]
    [InlineData("decimal(39, 2)", "00")]
    public void Bytes_that_are_no_value_are_refused(string type, string bytes) =>
        Assert.Throws<IcebergException>(() => SingleValue.FromBytes(new PrimitiveType(type), Convert.FromHexString(bytes)));

    [Theory]
    [InlineData("int", 1L)]
    [InlineData("long", 1)]
    [InlineData("string", 1)]
    [InlineData("uuid", "f79c3e09-677c-4bbd-a479-3f349cb785e7")]
    public void A_value_of_another_type_is_refused(string type, object value) =>
        Assert.Throws<ArgumentException>(() => SingleValue.ToBytes(new PrimitiveType(type), value));
}
