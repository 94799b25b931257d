namespace Ingest.Log.Faster.Inspection;

/// <summary>One damaged place.</summary>
/// <param name="Kind">What is wrong.</param>
/// <param name="Address">Where it begins.</param>
/// <param name="End">Where the next good place begins.</param>
/// <param name="File">The segment file.</param>
/// <param name="Offset">Where it begins in the file.</param>
public sealed record DamagedPlace(LogEntryKind Kind, long Address, long End, string File, long Offset);

/// <summary>What a walk over a whole log has found.</summary>
public sealed class LogVerification
{
    private readonly List<DamagedPlace> _places = [];

    /// <summary>Records that are as they were written.</summary>
    public long Records { get; private set; }

    /// <summary>Their bytes, frames not counted.</summary>
    public long RecordBytes { get; private set; }

    /// <summary>Frames that a repair has left.</summary>
    public long Fillers { get; private set; }

    /// <summary>Everything that cannot be read, by address.</summary>
    public IReadOnlyList<DamagedPlace> Damage => _places;

    /// <summary>Bytes that cannot be read, those that are in no file included.</summary>
    public long DamagedBytes => _places.Sum(place => place.End - place.Address);

    /// <summary>Where the last good entry ends; 0 when there is none.</summary>
    public long LastGoodEnd { get; private set; }

    /// <summary>Walks a log and looks at every checksum.</summary>
    /// <param name="log">The log.</param>
    /// <param name="progress">Told the address that was reached, for each entry.</param>
    /// <param name="cancellationToken">Ends the walk.</param>
    public static LogVerification Run(StoppedLog log, Action<long> progress, CancellationToken cancellationToken)
    {
        var result = new LogVerification();
        foreach (var entry in log.Walk())
        {
            cancellationToken.ThrowIfCancellationRequested();
            result.Add(entry, log);
            progress(entry.End);
        }

        return result;
    }

    private void Add(LogEntry entry, StoppedLog log)
    {
        if (entry.IsDamage)
        {
            var (file, offset) = log.PlaceOf(entry.Address);
            _places.Add(new DamagedPlace(entry.Kind, entry.Address, entry.End, file, offset));
            return;
        }

        LastGoodEnd = entry.End;
        Fillers += entry.Kind == LogEntryKind.Filler ? 1 : 0;
        Records += entry.Kind == LogEntryKind.Record ? 1 : 0;
        RecordBytes += entry.Bytes.Length;
    }
}
