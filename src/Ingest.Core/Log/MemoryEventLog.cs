using System.Runtime.InteropServices;

namespace Ingest.Core.Log;

/// <summary>
/// The in-memory twin of the log on disk: the same contract and the same addresses, nothing survives the object. For tests and trials.
/// </summary>
public sealed class MemoryEventLog : IEventLog
{
    private const long FirstAddress = 64;
    private const int HeaderBytes = 12;

    private readonly int _recordBytesMax;
    private readonly LogRoom _room;
    private readonly Lock _gate = new();
    private readonly CommitBroadcast _broadcast = new();
    private readonly List<(long Address, byte[] Bytes)> _records = [];
    private long _begin = FirstAddress;
    private long _committed = FirstAddress;
    private long _tail = FirstAddress;
    private long _committedBegin = FirstAddress;
    private Action<long>? _dropped;
    private int _epoch;
    private volatile EventLogException? _failure;

    /// <summary>Makes an empty log.</summary>
    /// <param name="recordBytesMax">Largest record, in bytes.</param>
    /// <param name="options">Its limits; none when null.</param>
    /// <param name="time">The clock of the tries to get room; the system's when null.</param>
    public MemoryEventLog(int recordBytesMax = 1 << 20, LogOptions? options = null, TimeProvider? time = null)
    {
        _recordBytesMax = recordBytesMax;
        _room = new LogRoom(options ?? new LogOptions(), options?.PageBytes ?? recordBytesMax, time ?? TimeProvider.System);
        _room.Attach(Disk, 0, FirstAddress);
    }

    /// <summary>The disk that it pretends to lie on.</summary>
    public MemoryLogDisk Disk { get; } = new();

    /// <inheritdoc/>
    public Guid LogId { get; } = Guid.NewGuid();

    /// <inheritdoc/>
    public long BeginAddress => Volatile.Read(ref _begin);

    /// <inheritdoc/>
    public long CommittedUntilAddress => Volatile.Read(ref _committed);

    /// <inheritdoc/>
    public long TailAddress => Volatile.Read(ref _tail);

    /// <inheritdoc/>
    public int RecordBytesMax => _recordBytesMax;

    /// <inheritdoc/>
    public int Epoch => Volatile.Read(ref _epoch);

    /// <inheritdoc/>
    public LogState State => _room.State(_failure?.Message);

    /// <inheritdoc/>
    public bool IsBehind => false;

    /// <inheritdoc/>
    public bool TryAppend(ReadOnlySpan<byte> record, out long endAddress)
    {
        RecordSize.Check(record.Length, _recordBytesMax);
        lock (_gate)
        {
            endAddress = _tail + HeaderBytes + ((record.Length + 3) & ~3);
            if (_broadcast.End is not null || _failure is not null || (endAddress > _room.GrantedUntil && !_room.TryGrant(endAddress)))
            {
                endAddress = 0;
                return false;
            }

            _records.Add((_tail, record.ToArray()));
            Volatile.Write(ref _tail, endAddress);
            return true;
        }
    }

    /// <inheritdoc/>
    public ValueTask CommitAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_gate)
        {
            if ((_broadcast.End ?? _failure) is { } end)
            {
                return ValueTask.FromException(end);
            }

            Volatile.Write(ref _committed, _tail);
            _committedBegin = _begin;
            _records.RemoveRange(0, IndexOf(_begin));
            _room.Free(_begin);
        }

        _broadcast.Committed();
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask ReopenAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (_failure is not null)
            {
                RemoveUncommitted();
                _dropped?.Invoke(_committed);
                _epoch++;
                _room.Attach(Disk, _committedBegin, _committed);
                _failure = null;
            }
        }

        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public void OnDropped(Action<long> dropped) => _dropped += dropped;

    /// <inheritdoc/>
    public bool CheckDisk()
    {
        _room.Refresh();
        lock (_gate)
        {
            return _failure is not null || _begin > _committedBegin;
        }
    }

    /// <inheritdoc/>
    public ValueTask WaitForCommitAsync(long beyondAddress, CancellationToken cancellationToken) =>
        _broadcast.WaitAsync(() => CommittedUntilAddress, beyondAddress, cancellationToken);

    /// <inheritdoc/>
    public IEventLogReader OpenReader(long fromAddress)
    {
        lock (_gate)
        {
            ReaderRange.Check(fromAddress, _begin, _committed);
            return new Reader(this, fromAddress == 0 ? _begin : fromAddress);
        }
    }

    /// <inheritdoc/>
    public void Truncate(long beforeAddress)
    {
        lock (_gate)
        {
            Volatile.Write(ref _begin, Math.Max(_begin, Math.Min(beforeAddress, _committed)));
        }
    }

    /// <summary>Makes the log fail, as a broken disk would: commits throw until it is reopened.</summary>
    public void Break(string reason) => _failure = new EventLogException(reason);

    /// <summary>Forgets what was not committed, as a killed process would.</summary>
    public void Reopen()
    {
        lock (_gate)
        {
            RemoveUncommitted();
            Volatile.Write(ref _begin, _committedBegin);
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _broadcast.Ended(new EventLogException("The log is closed."));
        return ValueTask.CompletedTask;
    }

    private void RemoveUncommitted()
    {
        var kept = IndexOf(_committed);
        _records.RemoveRange(kept, _records.Count - kept);
        Volatile.Write(ref _tail, _committed);
    }

    // Index of the first record at or after the address.
    private int IndexOf(long address)
    {
        var (low, high) = (0, _records.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = _records[middle].Address < address ? (middle + 1, high) : (low, middle);
        }

        return low;
    }

    private bool TryRead(ref long address, out ReadOnlySpan<byte> record)
    {
        lock (_gate)
        {
            address = Math.Max(address, _begin);
            var index = address < _committed ? IndexOf(address) : _records.Count;
            if (index == _records.Count)
            {
                record = default;
                return false;
            }

            record = CollectionsMarshal.AsSpan(_records)[index].Bytes;
            address = index + 1 < _records.Count ? _records[index + 1].Address : _tail;
            return true;
        }
    }

    private sealed class Reader(MemoryEventLog log, long address) : IEventLogReader
    {
        private long _address = address;

        public long Address => _address;

        public long DamagedRecords => 0;

        public bool TryRead(out ReadOnlySpan<byte> record) => log.TryRead(ref _address, out record);

        public void Dispose()
        {
        }
    }
}
