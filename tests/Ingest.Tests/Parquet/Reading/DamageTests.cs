using System.Diagnostics;
using Ingest.Parquet;
using Ingest.Parquet.Columns;
using Ingest.Parquet.Compression;
using Ingest.Parquet.Reading;
using Ingest.Parquet.Schema;
using Ingest.Parquet.Writing;
using Ingest.Tests.Parquet.Samples;

namespace Ingest.Tests.Parquet.Reading;

/// <summary>Whatever happens to a file's bytes: its rows as they were, or one exception that says what to do; in bounded time and memory.</summary>
public sealed class DamageTests
{
    private const long BytesMax = 64 << 20;

    [Fact]
    public async Task Flipped_and_missing_bytes_give_the_rows_or_one_exception()
    {
        foreach (var compression in Enum.GetValues<ParquetCompression>())
        {
            var batch = new SampleRows(new Random(11)).Make(SampleSchema.All, 120);
            var (file, _) = await Files.WriteAsync(batch, new ParquetOptions { Compression = compression, RowGroupRows = 60, PageRows = 25 });
            var expected = CanonicalText.Hashes(batch);
            var clock = Stopwatch.StartNew();
            var (damaged, harmless) = (0, 0);
            for (var seed = 0; seed < 400; seed++)
            {
                var before = GC.GetAllocatedBytesForCurrentThread();
                var isRead = TryRead(Damage(file, new Random(seed)), expected, $"{compression}, seed {seed}");
                (damaged, harmless) = isRead ? (damaged, harmless + 1) : (damaged + 1, harmless);
                Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < BytesMax, $"{compression}, seed {seed}: much memory for {file.Length} bytes");
            }

            Assert.True(damaged > harmless, $"{compression}: only {damaged} of 400 were noticed");
            Assert.True(clock.Elapsed < TimeSpan.FromMinutes(2), $"{compression}: {clock.Elapsed}");
        }
    }

    [Fact]
    public async Task Every_truncation_is_noticed()
    {
        var (file, _) = await Files.WriteAsync(new SampleRows(new Random(12)).Make(SampleSchema.Each, 10));
        for (var length = 0; length < file.Length; length++)
            Assert.Throws<ParquetException>(() => ParquetReader.Open(file.AsMemory(0, length)));
    }

    [Fact]
    public async Task A_wrong_checksum_names_the_column_and_the_remedy()
    {
        var batch = new SampleRows(new Random(13)).Make(new RecordSchema([new ColumnSchema(1, "visitor", ColumnType.Uuid, IsRequired: true)]), 10);
        var (file, _) = await Files.WriteAsync(batch, new ParquetOptions { Compression = ParquetCompression.None });
        // Within the 160 bytes behind the first page's header, which is shorter than this.
        file[4 + 60] ^= 1;
        using var reader = ParquetReader.Open(file);
        var e = Assert.Throws<ParquetException>(() => reader.ReadRowGroup(0, new RecordBatch(reader.Schema)));
        Assert.Contains("visitor", e.Message);
        Assert.Contains("checksum", e.Message);
        Assert.Contains("backup", e.Message);
    }

    // One to three bits, a byte of zeros or ones, or a cut in the middle that keeps both ends.
    private static byte[] Damage(byte[] file, Random random)
    {
        var bytes = file.ToArray();
        // Every second time in the footer and page index, which have no checksum.
        var from = random.Next(2) == 0 ? bytes.Length / 2 : 0;
        for (var flips = random.Next(1, 4); flips > 0; flips--)
        {
            var at = random.Next(from, bytes.Length);
            bytes[at] = random.Next(4) switch { 0 => 0, 1 => 0xFF, _ => (byte)(bytes[at] ^ (1 << random.Next(8))) };
        }

        var cut = random.Next(bytes.Length);
        return random.Next(8) == 0 ? [.. bytes[..cut], .. bytes[Math.Min(bytes.Length, cut + random.Next(1, 50))..]] : bytes;
    }

    private static bool TryRead(byte[] file, Dictionary<int, string> expected, string message)
    {
        try
        {
            using var reader = ParquetReader.Open(file);
            var batch = new RecordBatch(SampleSchema.All);
            for (var i = 0; i < reader.RowGroupCount; i++)
                reader.ReadRowGroup(i, batch);
            // A flipped bit may rename a column, or change its field id to one that is missing; values must not change.
            foreach (var (id, hash) in CanonicalText.Hashes(batch))
            {
                var isMissing = reader.Schema.Columns.All(column => column.FieldId != id);
                Assert.True(isMissing || hash == expected[id], $"{message}: column {id} has other values");
            }

            return true;
        }
        catch (ParquetException e)
        {
            Assert.True(e.Message.Length > 40, message);
            return false;
        }
    }
}
