using Ingest.Parquet.Columns;
using Ingest.Parquet.Reading;
using Ingest.Parquet.Writing;

namespace Ingest.Tests.Parquet.Samples;

/// <summary>Files in memory.</summary>
internal static class Files
{
    public static Task<(byte[] Bytes, ParquetFile Summary)> WriteAsync(RecordBatch batch, ParquetOptions? options = null) =>
        WriteAsync(batch, options, (0, batch.RowCount));

    public static async Task<(byte[] Bytes, ParquetFile Summary)> WriteAsync(RecordBatch batch, ParquetOptions? options, params (int Start, int Count)[] ranges)
    {
        using var output = new MemoryStream();
        using var writer = new ParquetWriter(output, batch.Schema, options ?? new ParquetOptions());
        foreach (var (start, count) in ranges)
            await writer.WriteAsync(batch, start, count, TestContext.Current.CancellationToken);
        var summary = await writer.FinishAsync(TestContext.Current.CancellationToken);
        Assert.Equal(output.Length, summary.Bytes);
        return (output.ToArray(), summary);
    }

    public static RecordBatch Read(byte[] file)
    {
        using var reader = ParquetReader.Open(file);
        var batch = new RecordBatch(reader.Schema);
        for (var i = 0; i < reader.RowGroupCount; i++)
            reader.ReadRowGroup(i, batch);
        return batch;
    }

    /// <summary>Fails at the first row that differs, and says which.</summary>
    public static void AssertSame(RecordBatch expected, RecordBatch actual, string message) =>
        AssertSame(expected, [.. Enumerable.Range(0, expected.RowCount)], actual, message);

    public static void AssertSame(RecordBatch expected, IReadOnlyList<int> rows, RecordBatch actual, string message)
    {
        Assert.True(rows.Count == actual.RowCount, $"{message}: {actual.RowCount} rows, not {rows.Count}");
        for (var i = 0; i < rows.Count; i++)
        {
            var (wanted, got) = (CanonicalText.Row(expected, rows[i]), CanonicalText.Row(actual, i));
            Assert.True(wanted == got, $"{message}: row {i} is\n{got}\nnot\n{wanted}");
        }
    }
}
