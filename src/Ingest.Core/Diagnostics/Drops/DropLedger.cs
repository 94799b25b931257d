using System.Runtime.InteropServices;
using Ingest.Core.Intake;

namespace Ingest.Core.Diagnostics.Drops;

/// <summary>
/// Counts every event that is not stored, by minute, site, stage and reason. Called once for each, by the method that drops it.
/// <see cref="DropLedgerWriter"/> takes the counts away.
/// </summary>
/// <remarks>
/// Hot path: no allocation per event, but for the first of a kind. Thread-safe. Bounded: sites that are not registered count as none, so
/// that invented ids make no keys, and what finds no key free is counted without its site, under the minute in which the keys ran out.
/// </remarks>
/// <param name="isRegistered">Whether a site is known.</param>
/// <param name="time">The clock of the minutes.</param>
public sealed class DropLedger(Func<Guid, bool> isRegistered, TimeProvider time)
{
    /// <summary>Keys that are held at most, about 1 MB. A busy minute of 100 sites has some hundreds; the rest is for a log that takes no records.</summary>
    public const int KeysMax = 10_000;

    private const long MinuteMs = 60_000;
    private const int KeysExpected = 256;

    private readonly Lock _lock = new();
    private readonly Dictionary<DropKey, long> _counts = new(KeysExpected);
    private readonly Dictionary<DropKey, long> _overflow = [];
    private long _overflowMinuteMs;

    /// <summary>Begin of the minute that is being counted, Unix milliseconds.</summary>
    public long OpenMinuteMs
    {
        get
        {
            var now = time.GetUtcNow().ToUnixTimeMilliseconds();
            return now - (now % MinuteMs);
        }
    }

    /// <summary>Counts dropped events.</summary>
    /// <param name="siteId">Site that they name, registered or not; the nil UUID when none is known.</param>
    /// <param name="stage">Stage that drops them: the name of an enricher, or <c>intake</c>, <c>log</c> or <c>commit</c>.</param>
    /// <param name="reason">Why.</param>
    /// <param name="events">How many.</param>
    public void Count(Guid siteId, string stage, RejectionReason reason, int events = 1)
    {
        IngestMeter.EventsRejected.Add(events, new("stage", stage), new("reason", RejectionNames.Of(reason)));
        var key = new DropKey(OpenMinuteMs, siteId != Guid.Empty && isRegistered(siteId) ? siteId : Guid.Empty, stage, reason);
        lock (_lock)
        {
            Add(key, events);
        }
    }

    /// <summary>Moves the counts of every minute but one to a list, each with a new identity.</summary>
    /// <param name="taken">Where they go.</param>
    /// <param name="exceptMinuteMs">Begin of the minute that stays; null for none.</param>
    public void Take(List<DropCount> taken, long? exceptMinuteMs)
    {
        lock (_lock)
        {
            Move(_counts, taken, exceptMinuteMs);
            Move(_overflow, taken, exceptMinuteMs: null);
        }
    }

    /// <summary>What has been counted and not been taken.</summary>
    internal IReadOnlyDictionary<DropKey, long> Snapshot()
    {
        lock (_lock)
        {
            return _counts.Concat(_overflow).ToDictionary();
        }
    }

    private void Add(DropKey key, long events)
    {
        if (_counts.Count < KeysMax || _counts.ContainsKey(key))
        {
            CollectionsMarshal.GetValueRefOrAddDefault(_counts, key, out _) += events;
            return;
        }

        // Stages times reasons: some dozens of keys.
        _overflowMinuteMs = _overflow.Count == 0 ? key.MinuteMs : _overflowMinuteMs;
        CollectionsMarshal.GetValueRefOrAddDefault(_overflow, key with { MinuteMs = _overflowMinuteMs, SiteId = Guid.Empty }, out _) += events;
    }

    private static void Move(Dictionary<DropKey, long> counts, List<DropCount> taken, long? exceptMinuteMs)
    {
        // Not "before": when the clock has been put back, the minutes that lie ahead are over too.
        foreach (var (key, events) in counts.Where(count => count.Key.MinuteMs != exceptMinuteMs).ToArray())
        {
            taken.Add(new DropCount(Guid.CreateVersion7(), key, events));
            counts.Remove(key);
        }
    }
}
