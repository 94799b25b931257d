using Ingest.Core.Files;

namespace Ingest.Core.Quarantine;

/// <summary>
/// The entries that an operator wants to have delivered again, below the quarantine: a command moves them here, the server takes them up.
/// A server that is not running takes them up at its next start.
/// </summary>
public sealed class ReplayFolder
{
    // No sink has an underscore in its name.
    internal const string Name = "_replay";

    // Nor a full stop.
    private const char Separator = '.';
    private const string Extension = ".entry";

    private readonly QuarantineStore _store;
    private readonly string _folder;

    internal ReplayFolder(QuarantineStore store, string quarantineFolder) =>
        (_store, _folder) = (store, Path.Combine(quarantineFolder, Name));

    /// <summary>Moves an entry here. False: there is none of that name.</summary>
    /// <exception cref="IOException">The disk failed.</exception>
    public bool Request(QuarantineId id)
    {
        Directory.CreateDirectory(_folder);
        return TryMove(_store.PathOf(id), PathOf(id));
    }

    /// <summary>The entries that wait, by sink and address.</summary>
    public IReadOnlyList<QuarantineId> Requested() =>
        !Directory.Exists(_folder) ? []
        : [.. Directory.EnumerateFiles(_folder, "*" + Extension).Order(StringComparer.Ordinal).Select(IdOf).OfType<QuarantineId>()];

    /// <summary>An entry that waits, with its bytes.</summary>
    /// <exception cref="QuarantineException">Its file is damaged.</exception>
    public QuarantineContent Read(QuarantineId id) => QuarantineFile.Read(PathOf(id));

    /// <summary>Removes an entry that is in the log again.</summary>
    public void Complete(QuarantineId id)
    {
        File.Delete(PathOf(id));
        AtomicFile.FlushFolder(_folder);
    }

    /// <summary>Puts an entry back that cannot be replayed.</summary>
    public void GiveBack(QuarantineId id)
    {
        TryMove(PathOf(id), _store.PathOf(id));
        _store.Refresh();
    }

    // The new name is on disk before the old one is gone for good: a power cut leaves the entry under one of them or both.
    private static bool TryMove(string from, string to)
    {
        try
        {
            File.Move(from, to, overwrite: true);
        }
        catch (Exception gone) when (gone is FileNotFoundException or DirectoryNotFoundException)
        {
            return false;
        }

        AtomicFile.FlushFolder(Path.GetDirectoryName(to)!);
        AtomicFile.FlushFolder(Path.GetDirectoryName(from)!);
        return true;
    }

    private static QuarantineId? IdOf(string path)
    {
        var name = Path.GetFileNameWithoutExtension(path).Split(Separator);
        return name is [var sink, var place] && QuarantineId.TryParse($"{sink}/{place}", out var id) ? id : null;
    }

    private string PathOf(QuarantineId id) => Path.Combine(_folder, $"{id.Sink}{Separator}{id.FileName}{Extension}");
}
