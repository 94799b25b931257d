using Ingest.Parquet.Columns;
using Ingest.Sinks.Iceberg.Export;

namespace Ingest.Tests.Iceberg.Export;

/// <summary>Rows of a test: a time, and a number beside it; they come a few at a time, and may break off.</summary>
internal sealed class ListedRows(IReadOnlyList<(DateTime Time, long Number)> rows, int perRead = 2, int breaksAt = int.MaxValue) : IExportRows
{
    public const string Form = "form";

    private int _read;

    public ExportMark Mark => MarkOf(rows);

    public static ExportMark MarkOf(IReadOnlyList<(DateTime Time, long Number)> rows) =>
        new(rows.Count, unchecked((ulong)rows.Sum(row => row.Time.Ticks ^ row.Number)), Form);

    public ValueTask<long> ReadAsync(RecordBatch batch, CancellationToken cancellationToken)
    {
        var count = Math.Min(perRead, rows.Count - _read);
        for (var i = 0; i < count; i++, _read++)
        {
            if (_read == breaksAt)
            {
                throw new InvalidOperationException("broken off");
            }

            foreach (var column in batch.Columns)
            {
                var (time, number) = rows[_read];
                ((FixedColumn<long>)column).Add(column.Schema.Name == "time" ? (time - DateTime.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond : number);
            }
        }

        return ValueTask.FromResult(count * 16L);
    }
}
