using Ingest.Core.Buffers;
using Ingest.Parquet.Buffers;
using Ingest.Parquet.Encodings;

namespace Ingest.Parquet.Writing;

/// <summary>Levels of a column that is no map: none when it is required, else a bit for each row.</summary>
/// <remarks>Hot path: no allocation per row.</remarks>
internal sealed class FlatLevels(PresenceBits presence) : LeafLevels
{
    private bool _isOptional;

    /// <inheritdoc/>
    public override int ValueCount => presence.Rows;

    /// <inheritdoc/>
    public override int PresentCount => presence.Count;

    /// <summary>Takes a range of a column's rows.</summary>
    public void Load(BitColumn? present, int start, int count)
    {
        presence.Load(present, start, count);
        _isOptional = present is not null;
    }

    /// <inheritdoc/>
    public override int PresentIn(int row, int rows) => presence.CountIn(row, rows);

    /// <inheritdoc/>
    public override int EntriesIn(int row, int rows) => rows;

    /// <inheritdoc/>
    public override void Write(int row, int rows, ByteBuffer page)
    {
        if (_isOptional)
        {
            var start = page.Length;
            page.AddInt32(0);
            HybridEncoder.EncodeBits(presence.Slice(row, rows), rows, page);
            System.Buffers.Binary.BinaryPrimitives.WriteInt32LittleEndian(page.Edit(start, sizeof(int)), page.Length - start - sizeof(int));
        }
    }
}
