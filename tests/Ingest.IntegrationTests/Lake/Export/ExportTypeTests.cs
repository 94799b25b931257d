using Ingest.IntegrationTests.Lake.Sink;

namespace Ingest.IntegrationTests.Lake.Export;

/// <summary>Every type of a ClickHouse that is not the server's own, and what is refused.</summary>
public sealed class ExportTypeTests(LakeEngine engine) : IClassFixture<LakeEngine>
{
    // Name, type, two values, and how the lake's column is compared with ClickHouse's; null for the same.
    private static readonly (string Name, string Type, string[] Values, string? Compared)[] Columns =
    [
        ("id", "UUID", ["'11223344-5566-7788-99aa-bbccddeeff00'", "'ffffffff-ffff-ffff-ffff-ffffffffffff'"], null),
        ("t", "DateTime64(3, 'UTC')", ["'2026-01-01 00:00:00.000'", "'2026-01-02 23:59:59.999'"], "toDateTime64(t, 6, 'UTC')"),
        ("lc", "LowCardinality(Nullable(String))", ["NULL", "'ÄÖ 🦊'"], null),
        ("fs", "FixedString(4)", ["'abcd'", "'ab'"], "toString(fs)"),
        ("e", "Enum8('a, b' = 1, 'c' = -128)", ["'a, b'", "'c'"], "toString(e)"),
        ("d", "Date", ["'1970-01-01'", "'2149-06-06'"], "toDate32(d)"),
        ("d32", "Nullable(Date32)", ["'1900-01-01'", "NULL"], null),
        ("dt", "DateTime('Europe/Berlin')", ["0", "4294967295"], "toDateTime64(dt, 6, 'UTC')"),
        ("dt9", "DateTime64(9, 'UTC')", ["'1969-12-31 23:59:59.999999000'", "'2262-04-11 23:47:16.000001000'"], "toDateTime64(dt9, 6, 'UTC')"),
        ("b", "Bool", ["true", "false"], null),
        ("u8", "UInt8", ["0", "255"], "toInt32(u8)"),
        ("i8", "Int8", ["-128", "127"], "toInt32(i8)"),
        ("u16", "UInt16", ["0", "65535"], "toInt32(u16)"),
        ("u32", "UInt32", ["0", "4294967295"], "toInt64(u32)"),
        ("i32", "Int32", ["-2147483648", "2147483647"], null),
        ("u64", "UInt64", ["0", "9223372036854775807"], "toInt64(u64)"),
        ("i64", "Int64", ["-9223372036854775808", "9223372036854775807"], null),
        ("f32", "Float32", ["-0.1", "3.4e38"], "toFloat64(f32)"),
        ("f64", "Nullable(Float64)", ["NULL", "-5e-324"], null),
        ("dec", "Decimal(18, 4)", ["'-99999999999999.9999'", "'99999999999999.9999'"], null),
        ("dec9", "Decimal(9, 2)", ["'-9999999.99'", "'0.01'"], null),
        ("dec30", "Decimal(30, 5)", ["'-1.50000'", "'1234567890123456789012345.12345'"], "toString(dec30)"),
        ("m", "Map(LowCardinality(String), UInt8)", ["map()", "map('k', 255, 'l', 0)"], "m::Map(String, Int32)"),
        ("mn", "Map(String, Nullable(Float64))", ["map('n', NULL)", "map('n', 1.5)"], null),
        ("a", "Array(String)", ["['x', 'y\\'z']", "[]"], "toString(a)"),
        ("tup_x", "Tuple(x UInt8, y Nullable(String), tie UInt64)", ["(1, 'yy', 18446744073709551615)", "(2, NULL, 0)"], "toInt32(tup.x)"),
        ("seen_at", "Int64", ["-1", "1767225600123"], "toDateTime64(fromUnixTimestamp64Milli(seen_ms, 'UTC'), 6, 'UTC')"),
        ("ip", "IPv4", ["'127.0.0.1'", "'255.255.255.255'"], "toString(ip)"),
        ("odd`name", "String", ["'a\\0b'", "''"], null),
    ];

    [Fact]
    public async Task Every_type_arrives_with_its_extreme_values()
    {
        using var data = new TemporaryFolder();
        var lake = Path.Combine(engine.Lakes, "types");
        static string Source(string name) => name switch { "tup_x" => "tup", "seen_at" => "seen_ms", _ => $"`{name.Replace("`", "\\`", StringComparison.Ordinal)}`" };
        await engine.Writer.QueryAsync("CREATE DATABASE types");
        await engine.Writer.QueryAsync(
            $"CREATE TABLE types.fact_types ({string.Join(", ", Columns.Select(column => $"{Source(column.Name)} {column.Type}"))}, st AggregateFunction(uniqExact, UInt64)) ENGINE = AggregatingMergeTree ORDER BY (id, t)");
        for (var row = 0; row < 2; row++)
        {
            await engine.Writer.QueryAsync($"INSERT INTO types.fact_types SELECT {string.Join(", ", Columns.Select(column => $"CAST({column.Values[row]} AS {column.Type})"))}, initializeAggregation('uniqExactState', toUInt64({row}))");
        }

        var exported = await ExportCommand.RunAsync(data, "fact_types", ["--from", "2026-01-01", "--to", "2026-01-03", "--endpoint", engine.Endpoint.ToString()], Settings(lake));

        Assert.Equal("written 1, written 1", string.Join(", ", exported.Values));
        foreach (var (name, _, _, compared) in Columns)
        {
            var quoted = $"`{name.Replace("`", "\\`", StringComparison.Ordinal)}`";
            var same = await engine.AskAsync(lake, "fact_types",
                $"SELECT (SELECT arraySort(groupArray(toString(tuple({compared ?? quoted})))) FROM types.fact_types) AS source, (SELECT arraySort(groupArray(toString(tuple({quoted})))) FROM TABLE) AS lake");
            Assert.True(same[0].GetProperty("source").ToString() == same[0].GetProperty("lake").ToString(), $"{name}: {same[0]}");
        }

        var others = await engine.AskAsync(lake, "fact_types", "SELECT sum(st) AS states, groupArray(tup_y) AS y FROM TABLE");
        Assert.Equal(("2", "[\"yy\"]"), (others[0].GetProperty("states").ToString(), others[0].GetProperty("y").ToString()));
    }

    [Fact]
    public async Task What_cannot_be_exported_is_refused_with_a_remedy()
    {
        using var data = new TemporaryFolder();
        var lake = Path.Combine(engine.Lakes, "refused");
        string[] days = ["--from", "2026-01-01", "--to", "2026-01-03"];
        string[] here = ["--endpoint", engine.Endpoint.ToString()];
        await engine.Writer.QueryAsync("CREATE DATABASE refused");
        await engine.Writer.QueryAsync("CREATE TABLE refused.fact_big (t DateTime, n UInt64) ENGINE = MergeTree ORDER BY t AS SELECT toDateTime('2026-01-01 12:00:00', 'UTC') AS t, 18446744073709551615 AS n");

        async Task RefusedAsync(string said, string tables, string[] further, bool hasLake = true)
        {
            var settings = Settings(lake, "refused");
            var (exitCode, output, errors) = await ExportCommand.StartAsync(data, tables, further, hasLake ? settings : settings.Where(pair => !pair.Key.Contains("Iceberg", StringComparison.Ordinal)).ToDictionary());
            Assert.True(exitCode == 1 && errors.Contains(said, StringComparison.Ordinal), $"{said}: {exitCode} {errors} {output}");
        }

        await Task.WhenAll(
            RefusedAsync("There is no table 'fact_none' to export; those that can be are fact_big", "fact_none", [.. days, .. here]),
            RefusedAsync("say which, for example --from", "fact_big", here));
        await Task.WhenAll(
            RefusedAsync("No lake is configured", "fact_big", [.. days, .. here], hasLake: false),
            RefusedAsync("ClickHouse does not answer", "fact_big", [.. days, "--endpoint", "http://127.0.0.1:1"]));
        await RefusedAsync("the column n has 18446744073709551615", "fact_big", [.. days, .. here]);
        Assert.Empty(Directory.GetFiles(lake, "*.parquet", SearchOption.AllDirectories));
    }

    private Dictionary<string, string> Settings(string lake, string database = "types") => new()
    {
        ["INGEST__Identity__AppSecret"] = "of this test",
        ["INGEST__Iceberg__LocalPath"] = lake,
        ["INGEST__ClickHouse__Database"] = database,
        ["INGEST__ClickHouse__User"] = "ingest",
        ["INGEST__ClickHouse__Password"] = engine.WriterPassword,
    };
}
