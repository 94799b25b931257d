using Ingest.Core.Log;

namespace Ingest.Core.Intake.EventIds;

/// <summary>
/// Remembers which caller-given event ids are in the log, so that a repeated event is not appended again: the newest ones, up to a bound.
/// Two generations: when the newest is full, the older one is dropped.
/// </summary>
/// <remarks>
/// Hot path: no allocation per event once grown. Thread-safe. An id is looked up, its record appended and the id added under one lock, so that who
/// finds an id knows that its record lies before the log's tail. Only events with an id of their caller's take the lock.
/// </remarks>
public sealed class EventIdIndex
{
    private readonly Lock _gate = new();
    private readonly byte[] _secret;
    private readonly int _generationMax;

    // Under _gate.
    private EventIdGeneration? _older;
    private EventIdGeneration _newest;

    // The last keys of the generations, whose records are not known to be on disk, with the addresses behind them.
    private readonly Queue<(EventIdKey Key, long EndAddress)> _pending = new();

    /// <summary>An index of at most so many ids, filled with what a former process has kept.</summary>
    internal EventIdIndex(int knownMax, EventIdSnapshot snapshot)
    {
        _generationMax = knownMax / 2;
        _secret = snapshot.Secret;
        _newest = new EventIdGeneration(snapshot.NextNumber, _generationMax);

        // Into generations of today's size, whatever the bound was.
        foreach (var key in snapshot.Generations.SelectMany(keys => keys))
        {
            Add(key);
        }
    }

    /// <summary>Ids that are remembered.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _newest.Count + (_older?.Count ?? 0);
            }
        }
    }

    /// <summary>
    /// Appends the record of an event unless one of the same site and id was appended before: then it is
    /// <see cref="RejectionReason.Duplicate"/>, and <paramref name="endAddress"/> an address such that the first is on disk once everything
    /// before it is. <see cref="RejectionReason.LogUnavailable"/>: the log takes no records.
    /// </summary>
    internal RejectionReason Append(IEventLog log, in GivenId id, ReadOnlySpan<byte> record, out long endAddress)
    {
        var key = EventIdKey.Of(_secret, id.SiteId, id.EventId);
        lock (_gate)
        {
            if (Contains(key))
            {
                endAddress = log.TailAddress;
                return RejectionReason.Duplicate;
            }

            if (!log.TryAppend(record, out endAddress))
            {
                return RejectionReason.LogUnavailable;
            }

            Add(key);
            NotePending(key, endAddress, log.CommittedUntilAddress);
            return RejectionReason.None;
        }
    }

    /// <summary>
    /// Forgets the ids whose records lie behind an address, which the log has dropped after a failure: who sends them again must not be told that
    /// they are stored. Called before the log takes records again.
    /// </summary>
    internal void Drop(long fromAddress)
    {
        lock (_gate)
        {
            // The last that came is the first to go: that leaves the tables as they were before it.
            foreach (var (key, endAddress) in _pending.Reverse().Where(pending => pending.EndAddress > fromAddress))
            {
                _ = _newest.TryRemoveLast(key) || (_older is not null && _older.TryRemoveLast(key));
            }

            _pending.Clear();
        }
    }

    /// <summary>
    /// Adds an id whose record was found in the log. One of the older generation is added again: its event was stored again after it had been
    /// forgotten, so that it is one of the newest.
    /// </summary>
    /// <returns>False when it is in the newest generation already.</returns>
    internal bool TryAddFound(in GivenId id)
    {
        var key = EventIdKey.Of(_secret, id.SiteId, id.EventId);
        lock (_gate)
        {
            if (_newest.Contains(key))
            {
                return false;
            }

            Add(key);
            return true;
        }
    }

    /// <summary>What the index holds now.</summary>
    internal EventIdMark Mark(IEventLog log)
    {
        lock (_gate)
        {
            return new EventIdMark(log.Epoch, log.TailAddress, _older, _older?.Count ?? 0, _newest, _newest.Count);
        }
    }

    private void NotePending(EventIdKey key, long endAddress, long committedUntil)
    {
        while (_pending.TryPeek(out var first) && first.EndAddress <= committedUntil)
        {
            _pending.Dequeue();
        }

        _pending.Enqueue((key, endAddress));
    }

    private bool Contains(EventIdKey key) => _newest.Contains(key) || (_older is not null && _older.Contains(key));

    private void Add(EventIdKey key)
    {
        if (_newest.IsFull)
        {
            (_older, _newest) = (_newest, new EventIdGeneration(_newest.Number + 1, _generationMax));
        }

        _newest.Add(key);
    }
}
