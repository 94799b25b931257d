using Ingest.Core.Diagnostics;
using Ingest.Core.Files;
using Microsoft.Extensions.Logging;

namespace Ingest.Core.Sites;

/// <summary>
/// The registered sites: a JSON file in the data folder, read into an immutable snapshot. Several processes may change it at once; each
/// sees what the others did within <see cref="PollInterval"/> while it watches.
/// </summary>
public sealed class SiteDirectory
{
    /// <summary>Time between two looks at the file. A look costs one stat call.</summary>
    public static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(250);

    private readonly Lock _lock = new();
    private readonly string _path;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private volatile SiteSnapshot _current = new([]);
    private SiteFileStamp _stamp;
    private byte[] _bytes = [];
    private string? _warnedOf;

    private SiteDirectory(string path, TimeProvider time, ILogger logger) => (_path, _time, _logger) = (path, time, logger);

    /// <summary>The sites now.</summary>
    public SiteSnapshot Current => _current;

    /// <summary>Opens the site file; a missing one means no sites.</summary>
    /// <exception cref="SiteFileException">The file is broken: there is no good snapshot to go on with.</exception>
    public static SiteDirectory Open(string path, TimeProvider time, ILogger logger)
    {
        var directory = new SiteDirectory(path, time, logger);
        directory.Load(always: true);
        return directory;
    }

    /// <summary>Registers a site and puts it on disk. Without an id a random one is made.</summary>
    /// <exception cref="SiteFileException">The site breaks a rule or exists already, the file is broken, or another process holds it.</exception>
    public Task<Site> AddAsync(string name, Guid? id = null, IEnumerable<string>? domains = null, CancellationToken cancellationToken = default)
    {
        var site = Tidy(new Site(id ?? Guid.NewGuid(), name, [.. domains ?? []], Now()));
        return WriteAsync("added", all => [.. all, site], site.Id, cancellationToken);
    }

    /// <summary>Changes a site and puts it on disk. <paramref name="change"/> gets it as it is then, and returns it with the same id.</summary>
    /// <exception cref="SiteFileException">There is no such site, the change breaks a rule, the file is broken, or another process holds it.</exception>
    public Task<Site> UpdateAsync(Guid id, Func<Site, Site> change, CancellationToken cancellationToken = default) =>
        ChangeAsync("changed", id, isDeleted: false, (site, _) => Tidy(change(site)), cancellationToken);

    /// <summary>Deletes a site: its events are refused, its entry and what is stored stay, its name is free.</summary>
    /// <exception cref="SiteFileException">There is no such site, the file is broken, or another process holds it.</exception>
    public Task<Site> DeleteAsync(Guid id, CancellationToken cancellationToken = default) =>
        ChangeAsync("deleted", id, isDeleted: false, (site, now) => site with { DeletedAt = now }, cancellationToken);

    /// <summary>Puts a deleted site back in force.</summary>
    /// <exception cref="SiteFileException">There is no such deleted site, its name has been taken, the file is broken, or another process holds it.</exception>
    public Task<Site> RestoreAsync(Guid id, CancellationToken cancellationToken = default) =>
        ChangeAsync("restored", id, isDeleted: true, (site, _) => site with { DeletedAt = null }, cancellationToken);

    /// <summary>Follows the file until cancelled. A broken file is warned about, and the last good snapshot stays.</summary>
    public async Task WatchAsync(CancellationToken cancellationToken)
    {
        using var ticks = new PeriodicTimer(PollInterval, _time);
        while (await ticks.WaitForNextTickAsync(cancellationToken))
        {
            Refresh();
        }
    }

    private Task<Site> ChangeAsync(string done, Guid id, bool isDeleted, Func<Site, DateTimeOffset, Site> change, CancellationToken cancellationToken)
    {
        var now = Now();
        return WriteAsync(
            done,
            all => StateFault(all.FirstOrDefault(site => site.Id == id), isDeleted) is { } fault
                ? throw new SiteFileException($"The site {id} cannot be {done}: {fault}")
                : [.. all.Select(site => site.Id == id ? change(site, now) with { UpdatedAt = now } : site)],
            id,
            cancellationToken);
    }

    private async Task<Site> WriteAsync(string done, Func<IReadOnlyList<Site>, IReadOnlyList<Site>> change, Guid id, CancellationToken cancellationToken)
    {
        await using (await FileLock.TakeAsync(_path + ".lock", _time, cancellationToken))
        {
            // Read under the lock: another process may have changed a site since the last look.
            Load(always: true);
            var all = change(_current.All);
            var site = all.Last(site => site.Id == id);
            var others = all.Where(other => !ReferenceEquals(other, site)).ToDictionary(other => other.Id);
            var fault = SiteRules.FaultOf(site, others) ?? SameNameFault(site, others.Values);
            if (fault is not null)
            {
                throw new SiteFileException($"The site \"{site.Name}\" cannot be {done}: {fault}");
            }

            AtomicFile.Write(_path, SiteFileJson.Render(all));
            Load(always: true);
            return site;
        }
    }

    private void Refresh()
    {
        try
        {
            if (Load(always: false))
            {
                SiteDirectoryLog.Changed(_logger, _current.Sites.Count);
            }

            _warnedOf = null;
        }
        catch (Exception fault) when (fault is SiteFileException or IOException or UnauthorizedAccessException)
        {
            // Once for each fault, not at each look.
            if (fault.Message != _warnedOf)
            {
                IngestMeter.SiteReloadsFailed.Add(1);
                SiteDirectoryLog.FileNotRead(_logger, fault.Message, _current.Sites.Count);
                _warnedOf = fault.Message;
            }
        }
    }

    // True: the sites have changed. The stamp is kept only once its bytes are in force, so that a broken file is looked at again.
    private bool Load(bool always)
    {
        lock (_lock)
        {
            var stamp = SiteFileStamp.Of(_path, _time);
            if (stamp == _stamp && stamp.IsSettled && !always)
            {
                return false;
            }

            var bytes = Read(stamp);
            var changed = !bytes.AsSpan().SequenceEqual(_bytes);
            if (changed)
            {
                Replace(SiteFileJson.Parse(_path, bytes));
            }

            (_stamp, _bytes) = (stamp, bytes);
            return changed;
        }
    }

    private byte[] Read(SiteFileStamp stamp)
    {
        if (stamp.Exists)
        {
            return File.ReadAllBytes(_path);
        }

        // Editors that remove a file before they write it anew must not turn every site away for that moment.
        return _bytes.Length == 0
            ? []
            : throw new SiteFileException($"The site file {_path} is gone. Put it back, or restart the server to begin without sites.");
    }

    private void Replace(IReadOnlyList<Site> sites)
    {
        var replaced = _current;
        _current = new SiteSnapshot(sites);
        replaced.SetReplaced();
    }

    private static string? StateFault(Site? site, bool isDeleted) => site switch
    {
        null => "no site has this id. See 'ingest site list --all'.",
        { DeletedAt: not null } when !isDeleted => "it is deleted. Bring it back with 'ingest site restore'.",
        { DeletedAt: null } when isDeleted => "it is not deleted.",
        _ => null,
    };

    private static string? SameNameFault(Site site, IEnumerable<Site> others)
    {
        var same = site.DeletedAt is not null ? null
            : others.FirstOrDefault(other => other.DeletedAt is null && string.Equals(other.Name, site.Name, StringComparison.OrdinalIgnoreCase));
        return same is null ? null : $"a site of this name exists, with the id {same.Id}. Use that id, or give another name.";
    }

    private static Site Tidy(Site site) => site with
    {
        Name = site.Name.Trim(),
        Domains = [.. site.Domains.Select(domain => domain.Trim().ToLowerInvariant()).Distinct(StringComparer.Ordinal)],
        Settings = site.Settings with
        {
            IgnoredAddresses = [.. site.Settings.IgnoredAddresses.Select(address => address.Trim()).Distinct(StringComparer.Ordinal)],
            RetentionNote = site.Settings.RetentionNote.Trim(),
        },
    };

    // In whole seconds, for people who read the file.
    private DateTimeOffset Now() => DateTimeOffset.FromUnixTimeSeconds(_time.GetUtcNow().ToUnixTimeSeconds());
}
