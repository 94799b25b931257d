using Ingest.Core.Batching;
using Ingest.Core.Log;

namespace Ingest.Log.Faster.Inspection;

/// <summary>
/// Makes a log whole again: every good record stays at its own address, so that cursors and delivery tokens stay good, and a frame that holds
/// nothing takes the place of what is damaged or missing. First the plan, which changes nothing; then <see cref="Apply"/>.
/// </summary>
public sealed class LogRepair
{
    private readonly StoppedLog _log;

    private LogRepair(StoppedLog log, LogVerification found, bool writesIdentity, bool writesCommits) =>
        (_log, Found, WritesIdentity, WritesCommits) = (log, found, writesIdentity, writesCommits);

    /// <summary>The log as it is now, with its identity and its addresses as they will be.</summary>
    public StoppedLog Log => _log;

    /// <summary>What the walk over it has found.</summary>
    public LogVerification Found { get; }

    /// <summary>True when <c>log.id</c> is missing or damaged and will be written.</summary>
    public bool WritesIdentity { get; }

    /// <summary>True when no slot of the commit file is good and it will be written.</summary>
    public bool WritesCommits { get; }

    /// <summary>True when there is nothing to do.</summary>
    public bool IsWhole => !WritesIdentity && !WritesCommits && Found.Damage.Count == 0 && !_log.ShortSegments().Any();

    /// <summary>Looks at a log and says what a repair would do.</summary>
    /// <exception cref="EventLogException">Something that is lost cannot be rebuilt with what is known; the message says what to name.</exception>
    public static LogRepair Plan(
        LogFiles files, KnownIdentity known, IReadOnlyList<SinkPosition> cursors, Action<long> progress, CancellationToken cancellationToken)
    {
        var identity = files.Identity ?? IdentityGuess.Make(files, known, cursors);
        var (begin, until) = files.Latest is { } latest ? (latest.BeginAddress, latest.UntilAddress) : CommitRebuild.Find(files, identity, cursors);
        var log = new StoppedLog(files, identity, begin, until);
        return new LogRepair(log, LogVerification.Run(log, progress, cancellationToken), files.Identity is null, files.Latest is null);
    }

    /// <summary>
    /// Does it. Damaged bytes are kept before anything is written over them; the commit file and the identity come last, so that a repair that
    /// was cut short is begun again. Without a place to keep the bytes nothing is changed.
    /// </summary>
    /// <exception cref="EventLogException">The damaged bytes could not be kept.</exception>
    /// <exception cref="IOException">The disk failed or is full.</exception>
    public void Apply(DamageKeeper keeper, Action<long> progress)
    {
        foreach (var entry in _log.Walk().Where(entry => entry.IsDamage))
        {
            Keep(entry, keeper);
        }

        foreach (var place in Found.Damage)
        {
            LogWriter.WriteFiller(_log, place.Address, place.End);
            progress(place.End);
        }

        // A file may have lost nothing but zeros: no record is missed then, but the server asks for every byte.
        foreach (var (number, needed) in _log.ShortSegments())
        {
            LogWriter.Extend(_log.Files.SegmentPath(number), needed);
        }

        if (WritesCommits)
        {
            LogWriter.WriteCommits(_log.Files.CommitsPath, 1, _log.BeginAddress, _log.UntilAddress);
        }

        if (WritesIdentity)
        {
            _log.Identity.Write(_log.Files.IdentityPath);
        }
    }

    private static void Keep(LogEntry entry, DamageKeeper keeper)
    {
        var bytes = entry.Bytes.ToArray();
        if (entry.Kind != LogEntryKind.Missing
            && !keeper.TryKeep([new DamagedStretch(entry.Address, (int)(entry.End - entry.Address), entry.Fault, () => bytes)], out var fault))
        {
            throw new EventLogException($"Nothing was changed: {fault}");
        }
    }
}
