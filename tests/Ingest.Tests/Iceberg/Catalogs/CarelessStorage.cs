using Ingest.Sinks.Iceberg.Storage;

namespace Ingest.Tests.Iceberg.Catalogs;

/// <summary>A storage that overlooks what only one writer may write, as some stores do, or whose answers are lost: neither is had from a local disk.</summary>
internal sealed class CarelessStorage(ILakeStorage inner, bool says) : ILakeStorage
{
    /// <summary>Thrown after each write that is for one writer only; one that is not transient in place of it.</summary>
    public LakeStorageException? Fault { get; set; }

    /// <summary>Whether it is careful after all.</summary>
    public bool IsExclusive { get; init; }

    public string Root => inner.Root;

    public bool WritesExclusively => says;

    public async Task<bool> TryWriteAsync(string location, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        if (Fault is { IsTransient: false } refusal)
        {
            throw refusal;
        }

        if (!IsExclusive)
        {
            await inner.WriteAsync(location, content, cancellationToken);
            return true;
        }

        var isNew = await inner.TryWriteAsync(location, content, cancellationToken);
        return Fault is null ? isNew : throw Fault;
    }

    public Task WriteAsync(string location, ReadOnlyMemory<byte> content, CancellationToken cancellationToken) => inner.WriteAsync(location, content, cancellationToken);

    public Task<long> WriteAsync(string location, Func<Stream, CancellationToken, Task> write, CancellationToken cancellationToken) => inner.WriteAsync(location, write, cancellationToken);

    public Task<byte[]> ReadAsync(string location, CancellationToken cancellationToken) => inner.ReadAsync(location, cancellationToken);

    public Task<Stream> OpenReadAsync(string location, CancellationToken cancellationToken) => inner.OpenReadAsync(location, cancellationToken);

    public Task<bool> ExistsAsync(string location, CancellationToken cancellationToken) => inner.ExistsAsync(location, cancellationToken);

    public IAsyncEnumerable<LakeFile> ListAsync(string prefix, CancellationToken cancellationToken) => inner.ListAsync(prefix, cancellationToken);

    public Task DeleteAsync(IReadOnlyCollection<string> locations, CancellationToken cancellationToken) => inner.DeleteAsync(locations, cancellationToken);

    // The inner one is not its own.
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
