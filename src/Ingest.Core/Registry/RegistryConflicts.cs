namespace Ingest.Core.Registry;

/// <summary>What no entry may be beside others.</summary>
internal static class RegistryConflicts
{
    /// <summary>Most entries of one registry, those deleted included.</summary>
    public const int EntriesMax = 100_000;

    /// <summary>Throws unless the entry is there and deleted, or there and not deleted.</summary>
    /// <exception cref="RegistryException">It is not.</exception>
    public static void CheckState<T>(T? entry, Guid id, string done, bool isDeleted)
        where T : class, IRegistryEntry<T>
    {
        var (fault, reason) = entry switch
        {
            null => (RegistryFault.Unknown, $"no {T.Noun} has this id. See 'ingest {T.Noun} list --all'."),
            { DeletedAt: not null } when !isDeleted => (RegistryFault.Conflict, $"it is deleted. {T.Remedy}"),
            { DeletedAt: null } when isDeleted => (RegistryFault.Conflict, "it is not deleted."),
            _ => (default, null),
        };
        if (reason is not null)
        {
            throw new RegistryException(fault, $"The {T.Noun} {id} cannot be {done}: {reason}");
        }
    }

    /// <summary>Throws unless the entry, one of all, obeys the rules and may stand beside the others.</summary>
    /// <exception cref="RegistryException">It does not.</exception>
    public static void Check<T>(T entry, string done, IReadOnlyList<T> all)
        where T : class, IRegistryEntry<T>
    {
        if (T.FaultOf(entry) is { } broken)
        {
            throw new RegistryException(RegistryFault.Invalid, $"The {T.Noun} \"{entry.Name}\" cannot be {done}: {broken}");
        }

        var others = all.Where(other => !ReferenceEquals(other, entry)).ToDictionary(other => other.Id);
        if ((SizeFault<T>(others.Count) ?? IdFault(entry, others) ?? NameFault(entry, others.Values) ?? T.ConflictOf(entry, others.Values)) is { } conflict)
        {
            throw new RegistryException(RegistryFault.Conflict, $"The {T.Noun} \"{entry.Name}\" cannot be {done}: {conflict}");
        }
    }

    /// <summary>The entries of a document, in which each has to obey the rules and have an id of its own.</summary>
    /// <exception cref="RegistryException">One does not; the message has its place.</exception>
    public static IReadOnlyList<T> CheckDocument<T>(string where, IReadOnlyList<T> entries)
        where T : class, IRegistryEntry<T>
    {
        var before = new Dictionary<Guid, T>(entries.Count);
        foreach (var entry in entries)
        {
            if ((T.FaultOf(entry) ?? SizeFault<T>(before.Count) ?? IdFault(entry, before)) is { } fault)
            {
                throw new RegistryException($"A fault in {where}, {T.Noun} {before.Count + 1} ({entry?.Id}): {fault}");
            }

            before.Add(entry.Id, entry);
        }

        return entries;
    }

    private static string? SizeFault<T>(int others)
        where T : class, IRegistryEntry<T> =>
        others >= EntriesMax ? $"there are {EntriesMax} {T.Noun}s already, those deleted included, the most allowed." : null;

    private static string? IdFault<T>(T entry, Dictionary<Guid, T> others)
        where T : class, IRegistryEntry<T> =>
        others.GetValueOrDefault(entry.Id) switch
        {
            null => null,
            { DeletedAt: not null } same => $"the id {entry.Id} is that of the deleted {T.Noun} \"{same.Name}\". Restore it with 'ingest {T.Noun} restore', or give another id.",
            var same => $"the id {entry.Id} is already that of the {T.Noun} \"{same.Name}\". Give another, or leave it out to have one made.",
        };

    private static string? NameFault<T>(T entry, IEnumerable<T> others)
        where T : class, IRegistryEntry<T>
    {
        var same = entry.DeletedAt is not null ? null
            : others.FirstOrDefault(other => other.DeletedAt is null && string.Equals(other.Name, entry.Name, StringComparison.OrdinalIgnoreCase));
        return same is null ? null : $"a {T.Noun} of this name exists, with the id {same.Id}. Use that id, or give another name.";
    }
}
