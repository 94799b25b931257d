using Ingest.Core.Registry;

namespace Ingest.Endpoints.Admin;

/// <summary>What a client says of an entry when it makes or changes it.</summary>
/// <typeparam name="T">The entry.</typeparam>
internal interface IEntryBody<T>
    where T : class, IRegistryEntry<T>
{
    /// <summary>The id of a new entry; null to have one made.</summary>
    Guid? Id { get; }

    /// <summary>A new entry of it.</summary>
    T ToEntry(Guid id, DateTimeOffset createdAt);

    /// <summary>The entry with everything that it says.</summary>
    T Apply(T entry);
}
