using Ingest.Core.Diagnostics;
using Microsoft.Extensions.Logging;

namespace Ingest.Core.Registry;

/// <summary>
/// What operators have registered: a JSON document, read into an immutable snapshot. Several processes may change it at once; each sees what the
/// others did at its next look, while it watches.
/// </summary>
/// <typeparam name="T">The entries.</typeparam>
/// <typeparam name="TSnapshot">All of them at one moment, ready for those who ask.</typeparam>
public abstract class RegistryDirectory<T, TSnapshot>
    where T : class, IRegistryEntry<T>
    where TSnapshot : RegistrySnapshot<T>
{
    private readonly IDocumentStore _store;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;

    // One look or change at a time. Never disposed of: it has no handle unless somebody asks for one.
    private readonly SemaphoreSlim _turn = new(1);
    private volatile TSnapshot _current;
    private byte[] _document = [];
    private bool _hasUnread;
    private string? _warnedOf;

    private protected RegistryDirectory(IDocumentStore store, TimeProvider time, ILogger logger, TSnapshot empty) =>
        (_store, _time, _logger, _current) = (store, time, logger, empty);

    /// <summary>The entries now.</summary>
    public TSnapshot Current => _current;

    /// <summary>Where they lie, for messages: <c>the file /var/lib/ingest/sites.json</c>.</summary>
    public string Where => _store.Where;

    /// <summary>Registers what <paramref name="make"/> makes of the time, in whole seconds for people who read the document, and puts it on disk.</summary>
    /// <exception cref="RegistryException">It breaks a rule or exists already, or the document is broken or cannot be reached.</exception>
    public Task<T> AddAsync(Func<DateTimeOffset, T> make, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(make);
        var tidy = make(Now()).Tidy();
        return WriteAsync("added", all => [.. all, tidy], tidy.Id, cancellationToken);
    }

    /// <summary>Changes an entry and puts it on disk. <paramref name="change"/> gets it as it is then, and returns it with the same id; what it throws leaves everything as it is.</summary>
    /// <exception cref="RegistryException">There is no such entry, the change breaks a rule, or the document is broken or cannot be reached.</exception>
    public Task<T> UpdateAsync(Guid id, Func<T, T> change, CancellationToken cancellationToken = default) =>
        ChangeAsync("changed", id, isDeleted: false, (entry, now) => change(entry).Tidy().Touched(now, null), cancellationToken);

    /// <summary>Deletes an entry: it has no effect any more, but stays, and its id with it; its name is free. <paramref name="check"/> may refuse by throwing.</summary>
    /// <exception cref="RegistryException">There is no such entry, or the document is broken or cannot be reached.</exception>
    public Task<T> DeleteAsync(Guid id, Action<T>? check = null, CancellationToken cancellationToken = default) =>
        ChangeAsync(
            "deleted",
            id,
            isDeleted: false,
            (entry, now) =>
            {
                check?.Invoke(entry);
                return entry.Touched(now, now);
            },
            cancellationToken);

    /// <summary>Puts a deleted entry back in force.</summary>
    /// <exception cref="RegistryException">There is no such deleted entry, its name has been taken, or the document is broken or cannot be reached.</exception>
    public Task<T> RestoreAsync(Guid id, CancellationToken cancellationToken = default) =>
        ChangeAsync("restored", id, isDeleted: true, (entry, now) => entry.Touched(now, null), cancellationToken);

    /// <summary>Follows the document until cancelled. A broken one is warned about, and the last good snapshot stays.</summary>
    public async Task WatchAsync(CancellationToken cancellationToken)
    {
        using var ticks = new PeriodicTimer(_store.PollInterval, _time);
        while (await ticks.WaitForNextTickAsync(cancellationToken))
        {
            await RefreshAsync(cancellationToken);
        }
    }

    /// <summary>Reads the document for the first time: there is no good snapshot to go on with when it is broken.</summary>
    private protected async Task LoadAsync(CancellationToken cancellationToken) => await TakeTurnAsync(() => LoadAsync(always: true, cancellationToken), cancellationToken);

    /// <summary>Everything at one moment, ready for those who ask.</summary>
    private protected abstract TSnapshot Index(IReadOnlyList<T> all);

    private DateTimeOffset Now() => DateTimeOffset.FromUnixTimeSeconds(_time.GetUtcNow().ToUnixTimeSeconds());

    private Task<T> ChangeAsync(string done, Guid id, bool isDeleted, Func<T, DateTimeOffset, T> change, CancellationToken cancellationToken)
    {
        var now = Now();
        return WriteAsync(
            done,
            all =>
            {
                RegistryConflicts.CheckState(all.FirstOrDefault(entry => entry.Id == id), id, done, isDeleted);
                return [.. all.Select(entry => entry.Id == id ? change(entry, now) : entry)];
            },
            id,
            cancellationToken);
    }

    private async Task<T> WriteAsync(string done, Func<IReadOnlyList<T>, IReadOnlyList<T>> change, Guid id, CancellationToken cancellationToken)
    {
        T? written = null;
        await TakeTurnAsync(
            async () =>
            {
                await _store.ReplaceAsync(
                    document =>
                    {
                        Put(document);
                        var all = change(_current.All);
                        written = all.Last(entry => entry.Id == id);
                        RegistryConflicts.Check(written, done, all);
                        return T.Render(all);
                    },
                    cancellationToken);

                // It is on disk: whoever asked is told so, whether he still waits or not.
                return await LoadAsync(always: true, CancellationToken.None);
            },
            cancellationToken);
        return written!;
    }

    private async Task RefreshAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (await TakeTurnAsync(() => LoadAsync(_hasUnread, cancellationToken), cancellationToken))
            {
                RegistryDirectoryLog.Changed(_logger, T.Noun, _current.InForce.Count);
            }

            _warnedOf = null;
        }
        catch (Exception fault) when (fault is RegistryException or IOException or UnauthorizedAccessException)
        {
            // Once for each fault, not at each look.
            if (fault.Message != _warnedOf)
            {
                IngestMeter.RegistryReloadsFailed.Add(1, new KeyValuePair<string, object?>("registry", T.Noun));
                RegistryDirectoryLog.NotRead(_logger, fault.Message, T.Noun, _current.InForce.Count);
                _warnedOf = fault.Message;
            }
        }
    }

    private async Task<bool> TakeTurnAsync(Func<Task<bool>> work, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            return await work();
        }
        finally
        {
            _turn.Release();
        }
    }

    // True: the entries have changed. What could not be read is looked at again, whether it has changed since or not.
    private async Task<bool> LoadAsync(bool always, CancellationToken cancellationToken)
    {
        _hasUnread = true;
        var document = await _store.ReadAsync(always, cancellationToken);
        var hasChanged = document is not null && Put(document);
        _hasUnread = false;
        return hasChanged;
    }

    private bool Put(byte[] document)
    {
        if (document.AsSpan().SequenceEqual(_document))
        {
            return false;
        }

        var replaced = _current;
        _current = Index(T.Parse(_store.Where, document));
        _document = document;
        replaced.SetReplaced();
        return true;
    }
}
