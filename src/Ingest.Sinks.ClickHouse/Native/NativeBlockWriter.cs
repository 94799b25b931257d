using System.Buffers;
using System.IO.Pipelines;
using Ingest.Core.Batching;

namespace Ingest.Sinks.ClickHouse.Native;

/// <summary>
/// Writes a batch's rows of one table as one block of ClickHouse's Native format, straight from its column buffers, column after column.
/// Not thread-safe: one block at a time.
/// </summary>
/// <remarks>Hot path: no allocation per event. What is held in memory besides the batch is one column at most.</remarks>
internal sealed class NativeBlockWriter(NativeTable table)
{
    // A full socket buffer's worth: smaller columns are gathered, so that 46 columns are not 46 writes.
    private const int FlushBytes = 128 * 1024;

    private readonly NativeScratch _scratch = new();

    /// <summary>Writes the block; nothing at all for a batch without rows of the table.</summary>
    public async ValueTask WriteAsync(PipeWriter output, EventBatch batch, CancellationToken cancellationToken)
    {
        if (table.RowCount(batch) == 0)
        {
            return;
        }

        WriteHead(output, batch);
        foreach (var column in table.Columns)
        {
            column.Write(output, batch, _scratch);
            if (output.UnflushedBytes >= FlushBytes)
            {
                await output.FlushAsync(cancellationToken);
            }
        }

        await output.FlushAsync(cancellationToken);
    }

    /// <summary>Writes the block into memory; nothing at all for a batch without rows of the table.</summary>
    public void Write(IBufferWriter<byte> output, EventBatch batch)
    {
        if (table.RowCount(batch) == 0)
        {
            return;
        }

        WriteHead(output, batch);
        foreach (var column in table.Columns)
        {
            column.Write(output, batch, _scratch);
        }
    }

    private void WriteHead(IBufferWriter<byte> output, EventBatch batch)
    {
        if (table == NativeTable.Events)
        {
            _scratch.Start(batch);
        }

        NativeText.WriteNumber(output, (uint)table.Columns.Count);
        NativeText.WriteNumber(output, (uint)table.RowCount(batch));
    }
}
