using FASTER.core;
using Ingest.Core.Log;

namespace Ingest.Log.Faster;

/// <summary>Reads committed records in order: from memory when they are new, else from disk with their checksums.</summary>
/// <remarks>
/// Hot path: no allocation per event. FASTER lends a record under its epoch, so it is copied at once into the reader's own buffer.
/// Whenever FASTER's reader jumps or throws, the bytes on disk decide what was there: see <see cref="Frames"/>.
/// </remarks>
internal sealed class FasterLogReader : IEventLogReader, ILogEntryConsumer
{
    private readonly FasterEventLog _log;
    private readonly FasterLog _faster;
    private FasterLogScanIterator _iterator;
    private byte[] _record = new byte[4096];
    private int _length;
    private long _start;
    private long _end;

    public FasterLogReader(FasterEventLog log, FasterLog faster, long address)
    {
        (_log, _faster) = (log, faster);
        _iterator = faster.Scan(address, long.MaxValue);
        Address = address;
    }

    public long Address { get; private set; }

    public long DamagedRecords { get; private set; }

    public bool TryRead(out ReadOnlySpan<byte> record)
    {
        SkipTruncated();
        while (Address < _log.CommittedUntilAddress)
        {
            var found = TryConsume();
            if (found && (_start == Address || IsPageEnd(_start)))
            {
                Address = _end;
                record = _record.AsSpan(0, _length);
                return true;
            }

            if (!found && IsPageEnd(_iterator.NextAddress))
            {
                Address = _iterator.NextAddress;
            }
            else
            {
                PassDamage();
            }
        }

        record = default;
        return false;
    }

    public void Dispose() => _iterator.Dispose();

    void ILogEntryConsumer.Consume(ReadOnlySpan<byte> entry, long currentAddress, long nextAddress)
    {
        if (_record.Length < entry.Length)
        {
            _record = new byte[Math.Min(_log.PageBytes, entry.Length * 2)];
        }

        entry.CopyTo(_record);
        (_length, _start, _end) = (entry.Length, currentAddress, nextAddress);
    }

    private void SkipTruncated()
    {
        if (Address < _log.BeginAddress)
        {
            MoveTo(_log.BeginAddress);
        }
    }

    // False as well when the reader met damage, which it tells by an exception.
    private bool TryConsume()
    {
        var failedReads = _log.Device.FailedReads;
        try
        {
            return _iterator.TryConsumeNext(this);
        }
        catch (FasterException exception)
        {
            if (_log.Device.FailedReads != failedReads && Address >= _log.BeginAddress)
            {
                MoveTo(Address);
                throw new EventLogException($"The log could not be read at {Address}: check the disk. {exception.Message}", exception);
            }

            return false;
        }
    }

    // The page ends where no further record fits: zeros up to its end, and records before them.
    private bool IsPageEnd(long next)
    {
        if (next % _log.PageBytes != 0 || next - Address >= _log.PageBytes || Address == LogFolder.FirstAddress || next <= Address)
        {
            return false;
        }

        var left = next - Address;
        Span<byte> part = stackalloc byte[512];
        for (var at = Address; left > 0; left -= part.Length)
        {
            part = part[..(int)Math.Min(left, part.Length)];
            Read(at, part);
            if (!Frames.IsPadding(part, 0))
            {
                return false;
            }

            at += part.Length;
        }

        return true;
    }

    // FASTER's reader is not where the last record ended: the disk tells what is there, and where to go on.
    private void PassDamage()
    {
        SkipTruncated();
        var pageStart = Address / _log.PageBytes * _log.PageBytes;
        var page = new byte[Math.Max(0, Math.Min(_log.PageBytes, _log.CommittedUntilAddress - pageStart))];
        var from = (int)(Address - pageStart);
        if (from >= page.Length)
        {
            return;
        }

        Read(pageStart, page);
        var (offset, damaged) = Frames.FindNext(page, from);

        // Zeros stand for no record only behind one, and up to the end of a page.
        var isEmptied = offset == page.Length && damaged == 0
            && (Address == Math.Max(pageStart, LogFolder.FirstAddress) || page.Length < _log.PageBytes);
        DamagedRecords += isEmptied ? 1 : damaged;
        MoveTo(pageStart + offset);
    }

    private void Read(long address, Span<byte> page)
    {
        try
        {
            _log.Device.Read(address, page);
        }
        catch (IOException exception)
        {
            MoveTo(Address);
            throw new EventLogException($"The log could not be read at {Address}: check the disk. {exception.Message}", exception);
        }
    }

    private void MoveTo(long address)
    {
        Address = address;
        _iterator.Dispose();
        _iterator = _faster.Scan(address, long.MaxValue);
    }
}
