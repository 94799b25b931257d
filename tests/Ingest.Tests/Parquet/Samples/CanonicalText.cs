using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Ingest.Parquet.Columns;

namespace Ingest.Tests.Parquet.Samples;

/// <summary>
/// Values as every reader can be made to write them: null as <c>~</c>, texts in hexadecimal, floating-point numbers as their bits, decimals without their point, days
/// and microseconds as numbers, UUIDs as usual, maps as <c>[key=value,…]</c>. A column is told by the SHA-256 of its lines.
/// </summary>
internal static class CanonicalText
{
    public static Dictionary<int, string> Hashes(RecordBatch batch) => Hashes([(batch, 0, batch.RowCount)]);

    public static Dictionary<int, string> Hashes(IReadOnlyList<(RecordBatch Batch, int Start, int Count)> parts)
    {
        var hashes = new Dictionary<int, string>();
        for (var i = 0; i < parts[0].Batch.Columns.Count; i++)
        {
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            foreach (var (batch, start, count) in parts)
                Append(hash, batch.Columns[i], start, count);
            hashes.Add(parts[0].Batch.Columns[i].Schema.FieldId, Convert.ToHexStringLower(hash.GetHashAndReset()));
        }

        return hashes;
    }

    public static string HashOf(ReadOnlySpan<byte> lines) => Convert.ToHexStringLower(SHA256.HashData(lines));

    public static string Row(RecordBatch batch, int row) => string.Join('|', batch.Columns.Select(column => Of(column, row)));

    public static string Of(Column column, int row) => !column.HasValue(row) ? "~" : column switch
    {
        MapColumn map => OfMap(map, row == 0 ? 0 : map.Ends[row - 1], map.Ends[row]),
        TextColumn texts => Convert.ToHexStringLower(texts[row]),
        FixedColumn<byte> values => values.Values[row].ToString(CultureInfo.InvariantCulture),
        FixedColumn<int> values => values.Values[row].ToString(CultureInfo.InvariantCulture),
        FixedColumn<long> values => values.Values[row].ToString(CultureInfo.InvariantCulture),
        FixedColumn<double> values => Bits(values.Values[row]),
        FixedColumn<Guid> values => values.Values[row].ToString(),
        _ => throw new ArgumentException(column.Schema.Name, nameof(column)),
    };

    private static string OfMap(MapColumn map, int start, int end) =>
        $"[{string.Join(',', Enumerable.Range(start, end - start).Select(pair => $"{Of(map.Keys, pair)}={Of(map.Values, pair)}"))}]";

    // JavaScript does not keep the bits of a NaN.
    private static string Bits(double value) => double.IsNaN(value) ? "nan" : BitConverter.DoubleToInt64Bits(value).ToString("x16", CultureInfo.InvariantCulture);

    private static void Append(IncrementalHash hash, Column column, int start, int count)
    {
        var lines = new StringBuilder();
        for (var row = start; row < start + count; row++)
        {
            lines.Append(Of(column, row)).Append('\n');
            if (lines.Length > 1 << 16 || row == start + count - 1)
            {
                hash.AppendData(Encoding.UTF8.GetBytes(lines.ToString()));
                lines.Clear();
            }
        }
    }
}
