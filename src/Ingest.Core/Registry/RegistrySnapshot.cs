namespace Ingest.Core.Registry;

/// <summary>Every entry at one moment: immutable, so that any number of threads may read it.</summary>
/// <typeparam name="T">The entries.</typeparam>
public abstract class RegistrySnapshot<T>
    where T : class, IRegistryEntry<T>
{
    private readonly TaskCompletionSource _replaced = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private protected RegistrySnapshot(IReadOnlyList<T> all) => (All, InForce) = (all, [.. all.Where(entry => entry.DeletedAt is null)]);

    /// <summary>The entries and those deleted, in the order they were added.</summary>
    public IReadOnlyList<T> All { get; }

    /// <summary>The entries in force, in the order they were added.</summary>
    public IReadOnlyList<T> InForce { get; }

    /// <summary>Completes when a newer snapshot has taken this one's place. Whoever follows a registry takes a snapshot, uses it, awaits this, and takes the next.</summary>
    public Task Replaced => _replaced.Task;

    internal void SetReplaced() => _replaced.TrySetResult();
}
