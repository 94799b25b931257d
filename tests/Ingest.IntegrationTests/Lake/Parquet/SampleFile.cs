using System.Text.Json;
using Ingest.Parquet.Columns;
using Ingest.Parquet.Compression;
using Ingest.Parquet.Schema;
using Ingest.Parquet.Writing;
using Ingest.Tests.Parquet.Samples;

namespace Ingest.IntegrationTests.Lake.Parquet;

/// <summary>A file on disk, and what readers have to find in it.</summary>
internal sealed record SampleFile(string Path, RecordSchema Schema, int Rows, IReadOnlyDictionary<int, string> Hashes, IReadOnlyDictionary<int, string> EmptyMapHashes)
{
    // What of the million rows is looked up by a single value.
    private static readonly int[] Filtered = [18, 16, 5];

    public static SampleFile Make(string folder, RecordSchema schema, int rows, ParquetCompression compression) =>
        Make(folder, schema, rows, compression, new SampleRows(new Random(rows + (int)compression)) { NullRates = [0.05, 0.5] });

    public static SampleFile Make(string folder, RecordSchema schema, int rows, ParquetCompression compression, SampleRows sample)
    {
        var batch = sample.Make(schema, rows);
        var path = System.IO.Path.Combine(folder, $"{compression}-{rows}.parquet");
        Write(path, batch, new ParquetOptions
        {
            Compression = compression,
            RowGroupRows = Math.Max(1000, rows / 10),
            PageRows = Math.Max(300, rows / 50),
            BloomFilterFields = new HashSet<int>(Filtered),
        });
        return new SampleFile(path, schema, rows, CanonicalText.Hashes(batch), batch.Columns.ToDictionary(c => c.Schema.FieldId, c => CanonicalText.Hash(c, nullMap: "[]")));
    }

    /// <summary>What the readers in JavaScript are told.</summary>
    public static void WriteManifest(string path, IEnumerable<SampleFile> files) => File.WriteAllText(path, JsonSerializer.Serialize(files.Select(file => new
    {
        path = file.Path,
        rows = file.Rows,
        iceberg = file.Schema.IcebergJson,
        columns = file.Schema.Columns.Select(column => new
        {
            id = column.FieldId,
            name = column.Name,
            type = column.Type.ToString(),
            value = column.Value?.Type.ToString(),
            isRequired = column.IsRequired,
            hash = file.Hashes[column.FieldId],
            ids = column.Type == ColumnType.Map ? new[] { column.KeyId, column.Value!.FieldId } : [],
        }),
    })));

    private static void Write(string path, RecordBatch batch, ParquetOptions options)
    {
        using var output = File.Create(path);
        using var writer = new ParquetWriter(output, batch.Schema, options);
        writer.WriteAsync(batch, 0, batch.RowCount, CancellationToken.None).AsTask().GetAwaiter().GetResult();
        writer.FinishAsync(CancellationToken.None).AsTask().GetAwaiter().GetResult();
    }
}
