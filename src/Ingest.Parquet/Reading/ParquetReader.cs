using Ingest.Core.Buffers;
using Ingest.Parquet.Columns;
using Ingest.Parquet.Schema;

namespace Ingest.Parquet.Reading;

/// <summary>
/// Reads Parquet files that this project wrote, for merging them and to verify them. Others' files are read as far as they keep to the same types and encodings.
/// Damaged ones end in a <see cref="ParquetException"/>, take no more memory than the file gives reason for, and never an endless time. One thread at a time.
/// </summary>
public sealed class ParquetReader : IDisposable
{
    private readonly ReadOnlyMemory<byte> _file;
    private readonly FooterReader _footer;
    private readonly ChunkReader _chunks = new();
    private readonly ColumnBuffer<(byte Repetition, byte Definition)> _keyLevels = new();
    private readonly ColumnBuffer<(byte Repetition, byte Definition)> _valueLevels = new();

    private ParquetReader(ReadOnlyMemory<byte> file)
    {
        _file = file;
        _footer = FooterReader.Read(file.Span);
        Schema = new RecordSchema([.. _footer.Columns.Select(column => column.Schema)]) { IcebergJson = KeyValues.GetValueOrDefault("iceberg.schema") };
    }

    /// <summary>The file's columns.</summary>
    public RecordSchema Schema { get; }

    /// <summary>Number of row groups.</summary>
    public int RowGroupCount => _footer.Groups.Count;

    /// <summary>Number of rows.</summary>
    public long Rows => _footer.Groups.Sum(group => group.Rows);

    /// <summary>The file's own keys and values.</summary>
    public IReadOnlyDictionary<string, string> KeyValues => _footer.KeyValues;

    /// <summary>Who wrote the file.</summary>
    public string CreatedBy => _footer.CreatedBy;

    /// <summary>Opens a file that lies in memory, or is mapped to it.</summary>
    /// <exception cref="ParquetException">It is damaged, or not supported.</exception>
    public static ParquetReader Open(ReadOnlyMemory<byte> file) => new(file);

    /// <summary>Rows of one row group.</summary>
    public int RowsOf(int index) => (int)_footer.Groups[index].Rows;

    /// <summary>
    /// Appends the rows of a row group. Columns are matched by field id, whatever they are called; one that the file does not have has no values. When it fails, the
    /// batch holds parts of rows and has to be cleared.
    /// </summary>
    /// <exception cref="ParquetException">The file is damaged, not supported, or has not what a required column needs.</exception>
    public void ReadRowGroup(int index, RecordBatch into)
    {
        var group = _footer.Groups[index];
        foreach (var column in into.Columns)
        {
            var place = _footer.Columns.Cast<ColumnPlace?>().FirstOrDefault(place => place!.Value.Schema.FieldId == column.Schema.FieldId);
            if (place is { } found)
            {
                ReadColumn(group, found, column);
            }
            else
            {
                AddNulls(column, group.Rows);
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _chunks.Dispose();

    private void ReadColumn(RowGroupPlace group, ColumnPlace place, Column into)
    {
        RequireType(place.Schema, into.Schema);
        var leaves = Leaf.Of(place.Schema);
        if (into is not MapColumn map)
        {
            _chunks.Read(_file.Span, group.Chunks[place.FirstLeaf], leaves[0], into, levels: null);
            return;
        }

        _keyLevels.Clear();
        _valueLevels.Clear();
        var pairs = map.Keys.Count;
        _chunks.Read(_file.Span, group.Chunks[place.FirstLeaf], leaves[0], map.Keys, _keyLevels);
        _chunks.Read(_file.Span, group.Chunks[place.FirstLeaf + 1], leaves[1], map.Values, _valueLevels);
        EndRows(map, pairs, group.Rows, leaves[0]);
    }

    private void EndRows(MapColumn map, int pairs, long rows, Leaf keys)
    {
        var part = $"the map {map.Schema.Name}";
        var before = map.Count;
        var read = _keyLevels.Values;
        var hasPair = keys.DefinitionMax;
        for (var i = 0; i < read.Length; i++)
        {
            var (repetition, definition) = read[i];
            var isPair = definition == hasPair;
            // Keys and values have the same rows; a further pair has a pair before it.
            if (i >= _valueLevels.Count || _valueLevels.Values[i].Repetition != repetition || _valueLevels.Values[i].Definition >= hasPair != isPair
                || (repetition != 0 && (i == 0 || !isPair || read[i - 1].Definition != hasPair)))
            {
                throw ParquetException.Damaged(part, "has keys and values that do not belong together");
            }

            pairs += isPair ? 1 : 0;
            if (i + 1 == read.Length || read[i + 1].Repetition == 0)
            {
                EndRow(map, pairs, definition > 0 || hasPair == 1, part);
            }
        }

        if (map.Count - before != rows || _valueLevels.Count != read.Length || map.Values.Count != map.Keys.Count)
        {
            throw ParquetException.Damaged(part, "has another number of rows than its row group");
        }
    }

    private static void EndRow(MapColumn map, int end, bool hasValue, string part)
    {
        if (!hasValue && map.Schema.IsRequired)
        {
            throw new ParquetException($"The Parquet file has no value in a row of {part}, where one is required. Read it with a schema in which the column is optional.");
        }

        map.EndRowAt(end, hasValue);
    }

    private static void AddNulls(Column column, long rows)
    {
        if (column.Schema.IsRequired)
        {
            throw new ParquetException($"The Parquet file has no column with the field id {column.Schema.FieldId}, which the required column {column.Schema.Name} needs. Read it with a schema in which the column is optional.");
        }

        for (var row = 0L; row < rows; row++)
        {
            column.AddNull();
        }
    }

    private static void RequireType(ColumnSchema file, ColumnSchema asked)
    {
        var isSame = file.Type == asked.Type && file.Scale == asked.Scale && file.KeyId == asked.KeyId;
        if (!isSame || (file.Value is { } value && (value.Type != asked.Value!.Type || value.FieldId != asked.Value.FieldId || value.Scale != asked.Value.Scale)))
        {
            throw new ParquetException($"The Parquet file's column {file.Name} (field id {file.FieldId}) is of type {file.Type}, and {asked.Name} of type {asked.Type}, or their scales or the parts of their maps differ. Read it with the schema that it was written with.");
        }
    }
}
