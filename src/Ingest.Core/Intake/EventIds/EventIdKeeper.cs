using Ingest.Core.Batching;
using Ingest.Core.Log;
using Microsoft.Extensions.Logging;

namespace Ingest.Core.Intake.EventIds;

/// <summary>
/// Keeps the index of event ids over restarts: reads it from disk, and what the log has more, at the start; puts on disk what has been committed,
/// once a second. The log is the truth: it is not truncated beyond what is kept here.
/// </summary>
public sealed partial class EventIdKeeper : IAsyncDisposable
{
    // What a start has to read again from the log, and by how much its truncation lags.
    private static readonly TimeSpan SaveEvery = TimeSpan.FromSeconds(1);

    private readonly BatchingContext _context;
    private readonly ILogger _logger;
    private readonly EventIdFiles _files;
    private readonly byte[] _secret;
    private readonly CancellationTokenSource _stop = new();
    private readonly IDisposable _gauge;
    private EventIdMark? _waiting;
    private EventIdMark _saved;
    private int _failures;
    private Task _loop = Task.CompletedTask;

    private EventIdKeeper(int knownMax, string folder, BatchingContext context, ILogger<EventIdKeeper> logger)
    {
        (_context, _logger) = (context, logger);
        _files = new EventIdFiles(folder, context.Log.LogId);
        var snapshot = Load(folder);
        _secret = snapshot.Secret;
        Index = new EventIdIndex(knownMax, snapshot);
        context.Cursors.Hold(snapshot.Address);
        var found = ReadLog(snapshot.Address, folder);
        Log.Recovered(logger, Index.Count, found);
        _gauge = EventIdGauge.Add(Index);
    }

    /// <summary>The index, complete up to the log's end.</summary>
    public EventIdIndex Index { get; }

    /// <summary>Reads the index of a folder, which is created. Done before any event is taken.</summary>
    /// <param name="knownMax">Most ids to remember.</param>
    /// <param name="folder">Its files; of no other log.</param>
    /// <param name="context">The log, and the cursors that hold it back.</param>
    /// <param name="logger">Takes its messages.</param>
    /// <exception cref="EventLogException">The log does not reach as far as what is kept.</exception>
    /// <exception cref="IOException">The disk failed.</exception>
    public static EventIdKeeper Open(int knownMax, string folder, BatchingContext context, ILogger<EventIdKeeper> logger) =>
        new(knownMax, folder, context, logger);

    /// <summary>
    /// Removes what a folder keeps, of a stopped server: after records were taken out of the log, whose events may then be sent again and stored.
    /// </summary>
    /// <exception cref="IOException">The disk failed.</exception>
    public static void Forget(string folder) => EventIdFiles.Forget(folder);

    /// <summary>Starts the loop. Once.</summary>
    public void Start() => _loop = Task.Run(RunAsync);

    /// <summary>Ends the loop, and keeps what is committed by then.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _loop;
        _gauge.Dispose();
        _stop.Dispose();
    }

    /// <summary>Keeps what has been committed of what the index held at the last call, or of what it holds now.</summary>
    internal void Save()
    {
        var mark = _waiting ?? Index.Mark(_context.Log);
        _waiting = mark;
        var isCommitted = _context.Log.CommittedUntilAddress >= mark.TailAddress;
        if (_context.Log.Epoch != mark.Epoch)
        {
            // What it waited for was dropped, and its addresses are other records' now.
            _waiting = null;
            return;
        }

        if (!isCommitted)
        {
            return;
        }

        _waiting = null;
        if (mark != _saved)
        {
            _files.Save(mark, _secret);
            _saved = mark;
            _context.Cursors.Hold(mark.TailAddress);
        }
    }

    private async Task RunAsync()
    {
        try
        {
            while (!_stop.IsCancellationRequested)
            {
                TrySave();
                await Task.Delay(SaveEvery, _context.Time, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }

            _waiting = null;
            TrySave();
        }
        catch (Exception fault)
        {
            Log.Ended(_logger, fault);
            _context.Health.Fail("event ids", fault.Message);
        }
    }

    private void TrySave()
    {
        try
        {
            Save();
            _failures = 0;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            // Every second until it works: said once.
            if (_failures++ == 0)
            {
                Log.NotSaved(_logger, fault.Message);
            }
        }
    }

    private EventIdSnapshot Load(string folder)
    {
        try
        {
            return _files.Load();
        }
        catch (InvalidDataException fault)
        {
            Log.NotUsed(_logger, folder, fault.Message);
            return EventIdSnapshot.CreateEmpty();
        }
    }

    private int ReadLog(long from, string folder)
    {
        var log = _context.Log;
        if (from > log.CommittedUntilAddress)
        {
            throw new EventLogException(
                $"The event ids in {folder} reach to address {from}, but the log ends at {log.CommittedUntilAddress}. Put the whole log folder back, "
                + "or delete that folder: events sent again are then recognised only if the log still holds the first.");
        }

        using var reader = log.OpenReader(from < log.BeginAddress ? 0 : from);
        var found = 0;
        while (reader.TryRead(out var record))
        {
            found += GivenId.TryRead(record, out var id) && Index.TryAddFound(id) ? 1 : 0;
        }

        return found;
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Information, Message = "{Count} event ids of callers are remembered, {Found} of them found in the log")]
        public static partial void Recovered(ILogger logger, int count, int found);

        [LoggerMessage(
            Level = LogLevel.Warning,
            Message = "The event ids remembered in {Folder} are not used: {Fault}. Those of events that the log still holds are read from it; older events sent again without a timestamp would be stored again")]
        public static partial void NotUsed(ILogger logger, string folder, string fault);

        [LoggerMessage(Level = LogLevel.Warning, Message = "The event ids were not saved, trying again each second: {Error}. The log is kept until they are")]
        public static partial void NotSaved(ILogger logger, string error);

        [LoggerMessage(Level = LogLevel.Critical, Message = "The saving of event ids has ended: the log is not truncated until a restart")]
        public static partial void Ended(ILogger logger, Exception fault);
    }
}
