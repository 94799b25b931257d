using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Ingest.Parquet.Columns;

namespace Ingest.Tests.Parquet.Samples;

/// <summary>
/// Values as every reader can be made to write them: null as <c>~</c>, texts in hexadecimal, floating-point numbers as the whole number of their bits, decimals
/// without their point, days and microseconds as numbers, UUIDs as usual, maps as <c>[key=value,…]</c>. A column is told by the SHA-256 of its lines.
/// </summary>
internal static class CanonicalText
{
    /// <summary>The hash of each column by its field id.</summary>
    public static Dictionary<int, string> Hashes(RecordBatch batch) =>
        batch.Columns.ToDictionary(column => column.Schema.FieldId, column => Hash(column, nullMap: "~"));

    /// <summary>A column's hash, with another word for a map that is null: ClickHouse has only empty ones.</summary>
    public static string Hash(Column column, string nullMap)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Append(hash, column, nullMap);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

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
    private static string Bits(double value) => double.IsNaN(value) ? "nan" : BitConverter.DoubleToInt64Bits(value).ToString(CultureInfo.InvariantCulture);

    private static void Append(IncrementalHash hash, Column column, string nullMap)
    {
        var lines = new StringBuilder();
        for (var row = 0; row < column.Count; row++)
        {
            lines.Append(column is MapColumn && !column.HasValue(row) ? nullMap : Of(column, row)).Append('\n');
            if (lines.Length > 1 << 16 || row == column.Count - 1)
            {
                hash.AppendData(Encoding.UTF8.GetBytes(lines.ToString()));
                lines.Clear();
            }
        }
    }
}
