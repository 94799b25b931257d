namespace Ingest.Core.Registry;

/// <summary>What operators register: a site, a link, a key.</summary>
/// <typeparam name="T">The type itself.</typeparam>
public interface IRegistryEntry<T>
    where T : class, IRegistryEntry<T>
{
    /// <summary>Its id, never given again.</summary>
    Guid Id { get; }

    /// <summary>Its name for people; no two entries in force share one, in any case of letters.</summary>
    string Name { get; }

    /// <summary>When it was deleted; null while it is in force.</summary>
    DateTimeOffset? DeletedAt { get; }

    /// <summary>What one is called in messages and in the commands that change it: <c>site</c>.</summary>
    static abstract string Noun { get; }

    /// <summary>What to do when one is deleted and should not be.</summary>
    static virtual string Remedy => $"Bring it back with 'ingest {T.Noun} restore'.";

    /// <summary>The same entry as it is stored: without white space around, and without what is there twice.</summary>
    T Tidy();

    /// <summary>The same entry, changed at a time.</summary>
    T Touched(DateTimeOffset updatedAt, DateTimeOffset? deletedAt);

    /// <summary>Why it cannot stand beside others that have other ids than it has, in words; null when it can.</summary>
    static abstract string? FaultOf(T? entry);

    /// <summary>Why it cannot stand beside these others, beyond its id and its name, in words; null when it can.</summary>
    static virtual string? ConflictOf(T entry, IEnumerable<T> others) => null;

    /// <summary>Reads a document. <paramref name="where"/> is for messages.</summary>
    /// <exception cref="RegistryException">It is not JSON of the shape, or breaks a rule; the message has the place.</exception>
    static abstract IReadOnlyList<T> Parse(string where, ReadOnlySpan<byte> document);

    /// <summary>The document with these entries, indented for people.</summary>
    static abstract byte[] Render(IReadOnlyList<T> entries);
}
