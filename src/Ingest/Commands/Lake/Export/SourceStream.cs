using System.Buffers.Binary;
using Ingest.Parquet.Columns;
using Ingest.Sinks.ClickHouse.Client;
using Ingest.Sinks.Iceberg.Export;

namespace Ingest.Commands.Lake.Export;

/// <summary>
/// The rows of some parts of a table as ClickHouse sends them. Each comes with its day and its hash, so that the mark of a part is that of exactly the
/// rows that were read, whatever is inserted meanwhile.
/// </summary>
internal sealed class SourceStream : IAsyncDisposable
{
    // A row group of the lake's files.
    private const int BatchRowsMax = 100_000;
    private const int BatchBytesMax = 64 << 20;

    private const int BufferBytes = 1 << 20;
    private const int HeaderBytes = sizeof(int) + sizeof(ulong);

    // Behind what cannot be read there may be ClickHouse's own word on why, as the last thing that it sends.
    private const long RestBytesMax = 64 << 20;

    private readonly SourceTable _table;
    private readonly HashSet<int> _days;
    private readonly Stream _answer;
    private readonly RowDecoder _decoder;
    private byte[] _held = new byte[BufferBytes];
    private int _start;
    private int _end;
    private int _rowBytes;
    private int _day = int.MinValue;
    private ulong _hash;

    private SourceStream(SourceTable table, IEnumerable<ExportPart> parts, Stream answer)
    {
        _table = table;
        _days = [.. parts.Select(part => part.Number)];
        _answer = answer;
        _decoder = new RowDecoder(table.Columns);
    }

    /// <summary>Texts that were not UTF-8.</summary>
    public long MendedTexts => _decoder.MendedTexts;

    /// <summary>Asks for the rows.</summary>
    /// <param name="client">ClickHouse.</param>
    /// <param name="table">The table.</param>
    /// <param name="parts">Its parts, in order; they have to be read in it.</param>
    /// <param name="settings">Settings of the query.</param>
    /// <param name="cancellationToken">Ends the asking.</param>
    /// <exception cref="CommandException">ClickHouse does not answer.</exception>
    public static async Task<SourceStream> OpenAsync(
        ClickHouseClient client, SourceTable table, IReadOnlyList<ExportPart> parts, IReadOnlyList<KeyValuePair<string, string>> settings, CancellationToken cancellationToken)
    {
        try
        {
            return new SourceStream(table, parts, await client.QueryAsync(table.RowsSql(parts), settings, cancellationToken));
        }
        catch (Exception fault) when (fault is HttpRequestException or IOException)
        {
            throw Away(fault);
        }
    }

    /// <summary>The rows of the next part.</summary>
    public IExportRows RowsOf(ExportPart part) => new PartRows(this, part.Number);

    /// <summary>What is said of a ClickHouse that does not answer.</summary>
    public static CommandException Away(Exception fault) => new(
        $"ClickHouse does not answer, or has stopped in the middle: {fault.Message} Remedy: look whether it runs, and run the same command again. "
        + "What was exported before is in the lake and is passed over.");

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _answer.DisposeAsync();

    // True: a whole row is held, and its day and hash are known.
    private async ValueTask<bool> PeekAsync(CancellationToken cancellationToken)
    {
        while (_rowBytes == 0)
        {
            var columns = _end - _start < HeaderBytes ? -1 : _decoder.Measure(_held.AsSpan((_start + HeaderBytes).._end));
            if (columns >= 0)
            {
                Begin(columns);
            }
            else if (!await FillAsync(cancellationToken))
            {
                return _start == _end ? false : throw new InvalidDataException("the answer ends in the middle of a row");
            }
        }

        return true;
    }

    private void Begin(int columnBytes)
    {
        var day = BinaryPrimitives.ReadInt32LittleEndian(_held.AsSpan(_start));
        if (day < _day || !_days.Contains(day))
        {
            // Else the bytes of an error would end a part before its last rows.
            throw new InvalidDataException($"a row is of the day {day}, which was not asked for");
        }

        (_day, _hash) = (day, BinaryPrimitives.ReadUInt64LittleEndian(_held.AsSpan(_start + sizeof(int))));
        _rowBytes = HeaderBytes + columnBytes;
    }

    private async ValueTask<bool> FillAsync(CancellationToken cancellationToken)
    {
        _held.AsSpan(_start.._end).CopyTo(_held);
        (_start, _end) = (0, _end - _start);
        if (_end == _held.Length)
        {
            if (_end > RowDecoder.RowBytesMax)
            {
                throw new InvalidDataException($"a row is longer than {RowDecoder.RowBytesMax} bytes");
            }

            Array.Resize(ref _held, _held.Length * 2);
        }

        var read = await _answer.ReadAsync(_held.AsMemory(_end), cancellationToken);
        _end += read;
        return read > 0;
    }

    private async Task<CommandException> ExplainAsync(InvalidDataException fault, CancellationToken cancellationToken)
    {
        var buffer = new byte[BufferBytes];
        for (var rest = 0L; rest < RestBytesMax && await _answer.ReadAsync(buffer, cancellationToken) is > 0 and var read;)
        {
            rest += read;
        }

        return new CommandException($"The table {_table.Name} of ClickHouse cannot be exported: {fault.Message}.");
    }

    private sealed class PartRows(SourceStream stream, int day) : IExportRows
    {
        private long _rows;
        private ulong _sum;

        public ExportMark Mark => new(_rows, _sum, stream._table.Form);

        public async ValueTask<long> ReadAsync(RecordBatch batch, CancellationToken cancellationToken)
        {
            var columns = stream._table.Columns.Select(column => batch.Columns.Single(into => into.Schema.Name == column.Name)).ToArray();
            var bytes = 0L;
            try
            {
                while (batch.RowCount < BatchRowsMax && bytes < BatchBytesMax && await stream.PeekAsync(cancellationToken) && stream._day == day)
                {
                    bytes += Take(columns);
                }

                return bytes;
            }
            catch (InvalidDataException fault)
            {
                throw await stream.ExplainAsync(fault, cancellationToken);
            }
            catch (Exception fault) when (fault is HttpRequestException or IOException)
            {
                // The storage that writes meanwhile takes it for a fault of its own disk else.
                throw Away(fault);
            }
        }

        private int Take(Column[] columns)
        {
            var length = stream._rowBytes;
            stream._decoder.Read(stream._held.AsSpan(stream._start + HeaderBytes, length - HeaderBytes), columns);
            stream._start += length;
            stream._rowBytes = 0;
            _rows++;
            _sum = unchecked(_sum + stream._hash);
            return length;
        }
    }
}
