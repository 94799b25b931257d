using Ingest.Commands.Lake.Export;
using Ingest.Sinks.Iceberg.Metadata;

namespace Ingest.Tests.Iceberg.Export;

/// <summary>From ClickHouse's types to the lake's.</summary>
public sealed class WireTypeTests
{
    [Theory]
    [InlineData("UUID", "uuid")]
    [InlineData("String", "string")]
    [InlineData("LowCardinality(String)", "string")]
    [InlineData("LowCardinality(Nullable(String))", "string?")]
    [InlineData("Bool", "boolean")]
    [InlineData("Int8", "int")]
    [InlineData("UInt8", "int")]
    [InlineData("Int16", "int")]
    [InlineData("UInt16", "int")]
    [InlineData("Int32", "int")]
    [InlineData("UInt32", "long")]
    [InlineData("Int64", "long")]
    [InlineData("UInt64", "long")]
    [InlineData("Float32", "double")]
    [InlineData("Nullable(Float64)", "double?")]
    [InlineData("Decimal(9, 2)", "decimal(9, 2)")]
    [InlineData("Decimal(18, 4)", "decimal(18, 4)")]
    [InlineData("Date", "date")]
    [InlineData("Nullable(Date32)", "date?")]
    [InlineData("DateTime", "timestamptz")]
    [InlineData("DateTime('Europe/Berlin')", "timestamptz")]
    [InlineData("DateTime64(3, 'UTC')", "timestamptz")]
    [InlineData("Nullable(DateTime64(9))", "timestamptz?")]
    [InlineData("SimpleAggregateFunction(max, Nullable(Int64))", "long?")]
    [InlineData("Map(LowCardinality(String), UInt8)", "map<string, int>")]
    [InlineData("Map(String, Nullable(Float64))", "map<string, double?>")]
    public void A_type_has_a_form(string clickHouse, string lake)
    {
        var wire = WireType.Of(ClickHouseType.Parse(clickHouse));

        Assert.NotNull(wire);
        Assert.Equal(lake, Text(wire.Type) + (wire.IsNullable ? "?" : ""));
    }

    [Theory]
    [InlineData("Array(String)")]
    [InlineData("Tuple(a UInt8, b String)")]
    [InlineData("AggregateFunction(uniqExact, UInt64)")]
    [InlineData("Decimal(19, 4)")]
    [InlineData("UInt128")]
    [InlineData("FixedString(16)")]
    [InlineData("Enum8('a, b' = 1, 'c)' = 2)")]
    [InlineData("IPv6")]
    [InlineData("JSON")]
    [InlineData("Map(UInt8, String)")]
    [InlineData("Map(String, Array(String))")]
    [InlineData("Map(String, Map(String, String))")]
    [InlineData("Map(LowCardinality(Nullable(String)), String)")]
    public void A_type_without_a_form_is_told_apart(string clickHouse) => Assert.Null(WireType.Of(ClickHouseType.Parse(clickHouse)));

    [Fact]
    public void A_type_is_split_at_its_own_commas_alone()
    {
        Assert.Equal(["'a, b' = 1", "'c)' = 2", @"'it\'s, ('  = 3"], ClickHouseType.Parse(@"Enum8('a, b' = 1, 'c)' = 2, 'it\'s, ('  = 3)").Arguments);
        Assert.Equal(["a DateTime64(3, 'UTC')", "b Map(String, UInt8)"], ClickHouseType.Parse("Tuple(\n    a DateTime64(3, 'UTC'),\n    b Map(String, UInt8))").Arguments);
    }

    [Fact]
    public void The_elements_of_a_tuple_are_found_by_their_names_where_all_have_one()
    {
        Assert.Equal([("a", "DateTime64(3, 'UTC')"), ("b", "UInt8")], ClickHouseType.Parse("Tuple(a DateTime64(3, 'UTC'), b UInt8)").NamedElements()!);
        Assert.Null(ClickHouseType.Parse("Tuple(UInt8, String)").NamedElements());
        Assert.Null(ClickHouseType.Parse("Tuple(`odd name` UInt8, b String)").NamedElements());
        Assert.Null(ClickHouseType.Parse("Tuple(DateTime64(3, 'UTC'), String)").NamedElements());
        Assert.Null(ClickHouseType.Parse("Map(String, UInt8)").NamedElements());
    }

    private static string Text(IcebergType type) => type is MapType map
        ? $"map<{Text(map.Key)}, {Text(map.Value)}{(map.IsValueRequired ? "" : "?")}>"
        : ((PrimitiveType)type).Name;
}
