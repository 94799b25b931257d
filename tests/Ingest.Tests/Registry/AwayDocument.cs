using Ingest.Core.Registry;

namespace Ingest.Tests.Registry;

/// <summary>A document whose place can be out of reach.</summary>
internal sealed class AwayDocument(IDocumentStore store) : IDocumentStore
{
    public bool IsAway { get; set; }

    public string Where => store.Where;

    public TimeSpan PollInterval => store.PollInterval;

    public ValueTask<byte[]?> ReadAsync(bool always, CancellationToken cancellationToken) =>
        IsAway ? throw new RegistryException("It is away.") : store.ReadAsync(always, cancellationToken);

    public Task ReplaceAsync(Func<byte[], byte[]> change, CancellationToken cancellationToken) =>
        IsAway ? throw new RegistryException("It is away.") : store.ReplaceAsync(change, cancellationToken);
}
