using System.Diagnostics.CodeAnalysis;
using Ingest.Core.Diagnostics;
using Ingest.Core.Log;
using Ingest.Core.Quarantine;
using Ingest.Core.Sinks;

namespace Ingest.Core.Batching;

/// <summary>Keeps the bytes of the log that cannot be read: in the quarantine, once for each place however many sinks meet it.</summary>
/// <remarks>Thread-safe.</remarks>
public sealed class DamageKeeper(QuarantineStore store, Guid logId, TimeProvider time)
{
    // Spares a look at the disk for each further sink. Beyond it the quarantine itself knows what it has.
    private const int RememberedMax = 10_000;

    private readonly Lock _lock = new();
    private readonly HashSet<long> _kept = [];

    /// <summary>Keeps stretches. False: the quarantine is full or a disk failed, and those that are left should be tried again.</summary>
    public bool TryKeep(IReadOnlyList<DamagedStretch> stretches, [NotNullWhen(false)] out string? fault)
    {
        fault = null;
        lock (_lock)
        {
            foreach (var stretch in stretches)
            {
                fault ??= Keep(stretch);
            }
        }

        return fault is null;
    }

    // Null when it is kept.
    private string? Keep(DamagedStretch stretch)
    {
        var range = new LogRange(logId, stretch.Address, stretch.End);
        var entry = new QuarantineEntry(QuarantineStore.LogName, range, QuarantineReason.Damaged, stretch.Fault, time.GetUtcNow());
        try
        {
            if (!_kept.Contains(stretch.Address) && !IsStored(entry.Id))
            {
                if (!store.TryAdd(entry, Content(stretch.ReadBytes())))
                {
                    return $"the quarantine is full ({store.Limits.EntriesMax} entries or {store.Limits.BytesMax} bytes), so the damaged bytes of {range} cannot be kept: "
                        + "look through it with 'ingest quarantine list' and discard what is of no use";
                }

                IngestMeter.DamagedPlaces.Add(1);
            }
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or EventLogException)
        {
            return $"the damaged bytes of {range} cannot be kept: {failure.Message}";
        }

        _ = _kept.Count < RememberedMax && _kept.Add(stretch.Address);
        return null;
    }

    private bool IsStored(QuarantineId id)
    {
        try
        {
            return store.Find(id) is not null;
        }
        catch (QuarantineException)
        {
            // Written once more over what is damaged.
            return false;
        }
    }

    // Where the disk has nothing but zeros, megabytes of them tell no more than the range does.
    private static byte[] Content(byte[] bytes) => bytes.AsSpan().IndexOfAnyExcept((byte)0) < 0 ? [] : bytes;
}
