using System.Globalization;
using System.Text;
using Ingest.Parquet.Columns;
using Ingest.Parquet.Schema;

namespace Ingest.Benchmarks.Messages;

/// <summary>
/// Events as the lake's table has them, 42 columns sorted by site and time: few browsers and countries, some hundred paths, many cities, campaigns and events that most
/// rows do not have, an identifier of each row, session and visit.
/// </summary>
internal static class SampleBatch
{
    private const int RowsPerSession = 6;

    // Name, share of rows that have a value, different values. The commonest is as common as the next two together, and so on down.
    private static readonly (string Name, double Share, int Different)[] Texts =
    [
        ("hostname", 1, 2), ("url_path", 1, 400), ("url_query", 0.3, 20_000), ("referrer_domain", 0.5, 300), ("referrer_path", 0.3, 5_000),
        ("referrer_query", 0.05, 2_000), ("page_title", 1, 400), ("event_name", 0.15, 40), ("tag", 0.02, 10), ("browser", 1, 12), ("os", 1, 9),
        ("device", 1, 4), ("screen", 1, 40), ("language", 1, 30), ("country", 1, 80), ("region", 0.95, 600), ("city", 0.9, 4_000),
        ("utm_source", 0.08, 30), ("utm_medium", 0.08, 10), ("utm_campaign", 0.08, 200), ("utm_content", 0.03, 200), ("utm_term", 0.03, 400),
        ("gclid", 0.02, 100_000), ("fbclid", 0.02, 100_000), ("msclkid", 0.005, 100_000), ("ttclid", 0.005, 100_000), ("distinct_id", 0.1, 8_000),
        ("currency", 0.01, 5),
    ];

    private static readonly string[] Uuids = ["site_id", "session_id", "visit_id", "event_id"];
    private static readonly string[] Timings = ["lcp", "inp", "cls", "fcp", "ttfb"];

    /// <summary>The table's columns.</summary>
    public static RecordSchema Schema { get; } = MakeSchema();

    /// <summary>A batch of rows, the same every time.</summary>
    public static RecordBatch Make(int rows)
    {
        var random = new Random(7);
        var batch = new RecordBatch(Schema);
        var site = Guid.Parse("5a0c7ba1-3a7d-4c29-9ae6-7b9c1a2f4a10");
        Guid[] sessions = [.. Enumerable.Range(0, (rows / RowsPerSession) + 1).Select(_ => NewId(random))];
        var time = 1_760_000_000_000_000L;
        for (var row = 0; row < rows; row++)
        {
            time += random.Next(20_000);
            // Sessions overlap: a window of them is alive at a time.
            var session = sessions[Math.Min(sessions.Length - 1, (row / RowsPerSession) + random.Next(50))];
            var next = 0;
            ((FixedColumn<Guid>)batch.Columns[next++]).Add(site);
            ((FixedColumn<Guid>)batch.Columns[next++]).Add(session);
            ((FixedColumn<Guid>)batch.Columns[next++]).Add(session);
            ((FixedColumn<Guid>)batch.Columns[next++]).Add(NewId(random));
            ((FixedColumn<long>)batch.Columns[next++]).Add(time / 1000 * 1000);
            ((FixedColumn<long>)batch.Columns[next++]).Add(time + random.Next(300_000));
            ((FixedColumn<int>)batch.Columns[next++]).Add(random.Next(10) == 0 ? 2 : 1);
            foreach (var (_, share, different) in Texts)
            {
                AddText((TextColumn)batch.Columns[next++], share, different, random);
            }

            AddNumbers(batch, next, random);
        }

        return batch;
    }

    private static void AddNumbers(RecordBatch batch, int next, Random random)
    {
        var isTimed = random.Next(5) == 0;
        foreach (var _ in Timings)
        {
            AddOrNull(batch.Columns[next++], isTimed, column => ((FixedColumn<double>)column).Add(Math.Round(random.NextDouble() * 4000, 1)));
        }

        AddOrNull(batch.Columns[next++], random.Next(100) == 0, column => ((FixedColumn<long>)column).Add(random.Next(100, 50_000) * 100L));
        AddOrNull(batch.Columns[next], random.Next(6) == 0, column => AddPairs((MapColumn)column, random));
    }

    private static void AddPairs(MapColumn map, Random random)
    {
        for (var pair = random.Next(1, 4); pair > 0; pair--)
        {
            map.Keys.Add(Encoding.UTF8.GetBytes($"property_{random.Next(12).ToString(CultureInfo.InvariantCulture)}"));
            ((TextColumn)map.Values).Add(Encoding.UTF8.GetBytes($"value {random.Next(300).ToString(CultureInfo.InvariantCulture)}"));
        }

        map.EndRow();
    }

    private static void AddText(TextColumn column, double share, int different, Random random)
    {
        if (random.NextDouble() >= share)
        {
            column.AddNull();
            return;
        }

        var number = (int)(different * Math.Pow(random.NextDouble(), 3));
        column.Add(Encoding.UTF8.GetBytes(column.Schema.Name switch
        {
            "url_path" or "page_title" => $"/category-{number % 20}/some-product-{number}",
            "url_query" => $"size=m&page={number}&sort=price",
            _ when different == 100_000 => $"Cj0KCQjw{number:x8}{random.NextInt64():x16}{random.NextInt64():x16}",
            _ => $"{column.Schema.Name} {number}",
        }));
    }

    private static void AddOrNull(Column column, bool hasValue, Action<Column> add)
    {
        if (hasValue)
        {
            add(column);
        }
        else
        {
            column.AddNull();
        }
    }

    private static Guid NewId(Random random)
    {
        Span<byte> bytes = stackalloc byte[16];
        random.NextBytes(bytes);
        return new Guid(bytes);
    }

    private static RecordSchema MakeSchema()
    {
        var columns = new List<ColumnSchema>();
        Add(columns, Uuids, ColumnType.Uuid, isRequired: true);
        Add(columns, ["created_at", "received_at"], ColumnType.Timestamp, isRequired: true);
        Add(columns, ["event_type"], ColumnType.Int, isRequired: true);
        Add(columns, [.. Texts.Select(text => text.Name)], ColumnType.String, isRequired: false);
        Add(columns, Timings, ColumnType.Double, isRequired: false);
        columns.Add(new ColumnSchema(columns.Count + 1, "revenue", ColumnType.Decimal, IsRequired: false) { Precision = 18, Scale = 4 });
        var id = columns.Count + 1;
        columns.Add(ColumnSchema.Map(id, "properties", isRequired: false, id + 1, new ColumnSchema(id + 2, "value", ColumnType.String, IsRequired: true)));
        return new RecordSchema(columns);
    }

    private static void Add(List<ColumnSchema> columns, IEnumerable<string> names, ColumnType type, bool isRequired)
    {
        foreach (var name in names)
        {
            columns.Add(new ColumnSchema(columns.Count + 1, name, type, isRequired));
        }
    }
}
