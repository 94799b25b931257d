using Ingest.Parquet.Columns;

namespace Ingest.Sinks.Iceberg.Tables;

/// <summary>By what rows are ordered: day and site, which make the file, then time, then as they came.</summary>
/// <param name="Day">Days since 1970-01-01.</param>
/// <param name="SiteId">Site.</param>
/// <param name="Time">Unix microseconds.</param>
/// <param name="Row">Number of the row.</param>
internal readonly record struct RowKey(int Day, Guid SiteId, long Time, int Row)
{
    /// <summary>Orders rows and divides them among files. The keys are sorted in place.</summary>
    public static TableRows Arrange(RecordBatch rows, Span<RowKey> keys)
    {
        keys.Sort(Compare);
        var order = new int[keys.Length];
        var files = new List<FileRows>();
        var start = 0;
        for (var i = 0; i < keys.Length; i++)
        {
            order[i] = keys[i].Row;
            if (i + 1 == keys.Length || keys[i + 1].Day != keys[i].Day || keys[i + 1].SiteId != keys[i].SiteId)
            {
                files.Add(new FileRows(keys[i].Day, keys[i].SiteId, start, i + 1 - start));
                start = i + 1;
            }
        }

        return new TableRows(rows, files, order);
    }

    private static int Compare(RowKey one, RowKey other)
    {
        var order = one.Day.CompareTo(other.Day);
        order = order == 0 ? one.SiteId.CompareTo(other.SiteId) : order;
        order = order == 0 ? one.Time.CompareTo(other.Time) : order;
        return order == 0 ? one.Row.CompareTo(other.Row) : order;
    }
}
