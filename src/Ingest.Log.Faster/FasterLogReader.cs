using FASTER.core;
using Ingest.Core.Log;

namespace Ingest.Log.Faster;

/// <summary>
/// Reads committed records in order. What an earlier process has left is walked over the bytes on disk; what this process has appended comes
/// from FASTER, from memory when it is new.
/// </summary>
/// <remarks>
/// Hot path: no allocation per event. FASTER lends a record under its epoch, so it is copied at once into the reader's own buffer. It checks
/// no checksum of what its recovery has read back into memory; and whenever its reader jumps or throws, the rest of that page is walked on
/// disk: see <see cref="Frames"/>.
/// </remarks>
internal sealed class FasterLogReader : IEventLogReader, ILogEntryConsumer
{
    private readonly FasterEventLog _log;
    private readonly DamageNotes _notes;
    private FasterRun _run;
    private PageWalk? _walk;
    private long _walkUntil;
    private FasterLogScanIterator? _iterator;
    private byte[] _record = new byte[4096];
    private int _length;
    private long _start;
    private long _end;

    public FasterLogReader(FasterEventLog log, long address)
    {
        (_log, _run, Address) = (log, log.Run, address);
        _walkUntil = _run.RecoveredUntil;
        _notes = new DamageNotes((from, bytes) => log.Device.Read(from, bytes), log.PageBytes);
    }

    public long Address { get; private set; }

    public long DamagedRecords { get; private set; }

    public bool TryRead(out ReadOnlySpan<byte> record)
    {
        SkipTruncated();
        while (Address < _log.CommittedUntilAddress)
        {
            if (Address < _walkUntil ? TryWalk(out record) : TryConsume(out record))
            {
                return true;
            }
        }

        record = default;
        return false;
    }

    public void RefuseRecord() =>
        _notes.Add(_start, (int)(_end - _start), "the record cannot be decoded: its own checksum is wrong, or it is of a newer version");

    public IReadOnlyList<DamagedStretch> TakeDamage() => _notes.Take();

    public void Dispose() => _iterator?.Dispose();

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
        else if (_run != _log.Run)
        {
            // The log went on after a failure: what is committed is the same, and the memory of the failed run is given back.
            _run = _log.Run;
            _walkUntil = Math.Max(_walkUntil, _run.RecoveredUntil);
            LeaveIterator();
        }
    }

    // One step over the bytes on disk; false when it leads over no record.
    private bool TryWalk(out ReadOnlySpan<byte> record)
    {
        record = default;
        if (!TryStep(out var frame))
        {
            return false;
        }

        (_start, _end) = (Address, Address + frame.End - frame.Offset);
        Address = _end;
        if (frame.Kind == FrameKind.Damage)
        {
            DamagedRecords++;
            _notes.Add(_start, (int)(_end - _start), "the checksum or the length is wrong");
        }

        record = frame.Kind == FrameKind.Record ? _walk!.BytesOf(frame).Span : default;
        return frame.Kind == FrameKind.Record;
    }

    // False when the log was truncated beyond the address meanwhile.
    private bool TryStep(out Frame frame)
    {
        _walk ??= new PageWalk(_log.PageBytes, (from, bytes) => _log.Device.Read(from, bytes));
        if (_walk.Address == Address && _walk.TryNext(out frame))
        {
            return true;
        }

        try
        {
            _walk.Load(Address, _walkUntil);
        }
        catch (IOException exception)
        {
            frame = default;
            return Address < _log.BeginAddress ? TrySkipTruncated() : throw Unreadable(exception);
        }

        return _walk.TryNext(out frame);
    }

    private bool TryConsume(out ReadOnlySpan<byte> record)
    {
        _walk = null;
        _iterator ??= _run.Faster.Scan(Address, long.MaxValue);
        var found = TryConsumeNext();
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
        else if (Address >= _log.BeginAddress)
        {
            // FASTER's reader is not where the last record ended: the disk tells what is there.
            _walkUntil = Math.Min(PageEnd, _log.CommittedUntilAddress);
            LeaveIterator();
        }
        else
        {
            MoveTo(_log.BeginAddress);
        }

        record = default;
        return false;
    }

    // False as well when the reader met damage, which it tells by an exception.
    private bool TryConsumeNext()
    {
        var failedReads = _run.Device.FailedReads;
        try
        {
            return _iterator!.TryConsumeNext(this);
        }
        catch (FasterException exception)
        {
            if (_run.Device.FailedReads != failedReads && Address >= _log.BeginAddress)
            {
                LeaveIterator();
                throw Unreadable(exception);
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

    private void Read(long address, Span<byte> page)
    {
        try
        {
            _log.Device.Read(address, page);
        }
        catch (IOException exception)
        {
            LeaveIterator();
            throw Unreadable(exception);
        }
    }

    private long PageEnd => ((Address / _log.PageBytes) + 1) * _log.PageBytes;

    private EventLogException Unreadable(Exception cause) => new($"The log could not be read at {Address}: check the disk. {cause.Message}", cause);

    private bool TrySkipTruncated()
    {
        SkipTruncated();
        return false;
    }

    private void MoveTo(long address)
    {
        Address = address;
        LeaveIterator();
    }

    private void LeaveIterator()
    {
        _iterator?.Dispose();
        _iterator = null;
    }
}
