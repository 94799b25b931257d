using Ingest.Core.Batching;
using Ingest.Core.Diagnostics;
using Ingest.Core.Files;

namespace Ingest.Core.Quarantine;

/// <summary>
/// What was set aside instead of being delivered or read: one file for each entry, <c>SINK/ADDRESS-LOG.entry</c> below a folder. Survives what
/// the log survives, and is looked through, replayed and discarded by an operator.
/// </summary>
/// <remarks>
/// Thread-safe. Other processes may list and remove, and ask for a replay, at the same time: each of these is one read, removal or rename.
/// </remarks>
public sealed class QuarantineStore
{
    /// <summary>Stands for a sink when bytes of the log cannot be read.</summary>
    public const string LogName = "log";

    private const string Extension = ".entry";

    private readonly Lock _lock = new();
    private readonly string _folder;
    private readonly QuarantineLimits _limits;
    private volatile IReadOnlyDictionary<string, int> _counts = new Dictionary<string, int>(StringComparer.Ordinal);

    /// <summary>Keeps the entries below a folder, which is created when it is needed.</summary>
    public QuarantineStore(string folder, QuarantineLimits? limits = null)
    {
        (_folder, _limits) = (folder, limits ?? new QuarantineLimits());
        Replay = new ReplayFolder(this, folder);
        Refresh();
    }

    /// <summary>The entries that are to be delivered again.</summary>
    public ReplayFolder Replay { get; }

    /// <summary>How much it takes.</summary>
    public QuarantineLimits Limits => _limits;

    /// <summary>Entries of each sink that has any, as they were at the last <see cref="TryAdd"/>, <see cref="Remove"/> or <see cref="Refresh"/>.</summary>
    public IReadOnlyDictionary<string, int> Counts => _counts;

    /// <summary>Why <see cref="TryAdd"/> is false, and the remedy.</summary>
    public string Full =>
        $"the quarantine {_folder} is full ({_limits.EntriesMax} entries or {_limits.BytesMax} bytes). Remedy: 'ingest quarantine list', then replay or discard";

    /// <summary>
    /// Sets bytes of the log aside: on return they survive a power cut. The same bytes set aside once more replace their entry. False: the
    /// quarantine is full, and nothing was written.
    /// </summary>
    /// <exception cref="IOException">The disk failed or is full.</exception>
    public bool TryAdd(QuarantineEntry entry, ReadOnlySpan<byte> payload)
    {
        if (!SinkCursors.IsName(entry.Sink))
        {
            throw new ArgumentException($"The sink name \"{entry.Sink}\" cannot be a folder of the quarantine.", nameof(entry));
        }

        lock (_lock)
        {
            var path = PathOf(entry.Id);
            if (!File.Exists(path) && !HasRoom(payload.Length))
            {
                return false;
            }

            CreateFolder(Path.GetDirectoryName(path)!);
            QuarantineFile.Write(path, entry, payload);
        }

        IngestMeter.RecordsQuarantined.Add(1, new("sink", entry.Sink), new("reason", ReasonOf(entry)));
        Refresh();
        return true;
    }

    /// <summary>All entries by sink and address, those that cannot be read included.</summary>
    public IReadOnlyList<QuarantineItem> List() =>
        [.. Files().Select(file => Describe(file.Id, file.Info)).OfType<QuarantineItem>()];

    /// <summary>True when there is an entry of that name.</summary>
    public bool Contains(QuarantineId id) => File.Exists(PathOf(id));

    /// <summary>An entry with its bytes; null when there is none of that name.</summary>
    /// <exception cref="QuarantineException">Its file is damaged.</exception>
    public QuarantineContent? Find(QuarantineId id)
    {
        try
        {
            return QuarantineFile.Read(PathOf(id));
        }
        catch (Exception gone) when (gone is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    /// <summary>Gives an entry up for good. False: there is none of that name.</summary>
    public bool Remove(QuarantineId id)
    {
        var path = PathOf(id);
        if (!File.Exists(path))
        {
            return false;
        }

        File.Delete(path);
        AtomicFile.FlushFolder(Path.GetDirectoryName(path)!);
        Refresh();
        return true;
    }

    /// <summary>Counts anew, so that what other processes have done is seen.</summary>
    public void Refresh() =>
        _counts = Files().GroupBy(file => file.Id.Sink, StringComparer.Ordinal).ToDictionary(sink => sink.Key, sink => sink.Count(), StringComparer.Ordinal);

    /// <summary>The file of an entry.</summary>
    internal string PathOf(QuarantineId id) => Path.Combine(_folder, id.Sink, id.FileName + Extension);

    private static string ReasonOf(QuarantineEntry entry) => entry.Reason == QuarantineReason.Refused ? "refused" : "damaged";

    private bool HasRoom(long bytes)
    {
        var files = Files();
        return files.Count < _limits.EntriesMax && files.Sum(file => file.Info.Length) + bytes <= _limits.BytesMax;
    }

    private List<(QuarantineId Id, FileInfo Info)> Files()
    {
        List<(QuarantineId Id, FileInfo Info)> files = [];
        if (Directory.Exists(_folder))
        {
            foreach (var sink in new DirectoryInfo(_folder).EnumerateDirectories().Where(sink => sink.Name != ReplayFolder.Name))
            {
                foreach (var file in sink.EnumerateFiles("*" + Extension))
                {
                    if (QuarantineId.TryParse($"{sink.Name}/{Path.GetFileNameWithoutExtension(file.Name)}", out var id))
                    {
                        files.Add((id, file));
                    }
                }
            }
        }

        files.Sort((a, b) => (a.Id.Sink, a.Id.Address).CompareTo((b.Id.Sink, b.Id.Address)));
        return files;
    }

    // Null when it was removed since it was listed.
    private static QuarantineItem? Describe(QuarantineId id, FileInfo file)
    {
        try
        {
            return new QuarantineItem(id, file.Length, QuarantineFile.ReadEntry(file.FullName), Fault: null);
        }
        catch (FileNotFoundException)
        {
            return null;
        }
        catch (QuarantineException fault)
        {
            return new QuarantineItem(id, file.Length, Entry: null, fault.Message);
        }
    }

    // A folder's own name must be on disk as well, or a power cut takes the entries with it.
    private static void CreateFolder(string folder)
    {
        if (!Directory.Exists(folder))
        {
            var parent = Path.GetDirectoryName(Path.GetFullPath(folder))!;
            CreateFolder(parent);
            Directory.CreateDirectory(folder);
            AtomicFile.FlushFolder(parent);
        }
    }
}
