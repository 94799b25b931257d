using Microsoft.Extensions.Logging;

namespace Ingest.Core.Registry;

/// <summary>A document that begins with what lay elsewhere before: registries that move from a file into a database.</summary>
/// <typeparam name="T">The entries.</typeparam>
/// <param name="store">Where it lies.</param>
/// <param name="former">Where it lay. Never written to.</param>
/// <param name="logger">Told what is taken over, and what is not.</param>
public sealed class InheritingDocument<T>(IDocumentStore store, IDocumentStore former, ILogger logger) : IDocumentStore
    where T : class, IRegistryEntry<T>
{
    private bool _hasCompared;

    /// <inheritdoc/>
    public string Where => store.Where;

    /// <inheritdoc/>
    public TimeSpan PollInterval => store.PollInterval;

    /// <summary>The document. At the first look what lay elsewhere becomes the document if there is none yet; else what of it is not there is warned about.</summary>
    public async ValueTask<byte[]?> ReadAsync(bool always, CancellationToken cancellationToken)
    {
        var read = await store.ReadAsync(always, cancellationToken);
        if (_hasCompared || read is null)
        {
            return read;
        }

        var entries = T.Parse(former.Where, await former.ReadAsync(always: true, cancellationToken) ?? []);
        if (entries.Count > 0)
        {
            read = await TakeOverAsync(read, entries, cancellationToken);
            Compare(read, entries);
        }

        _hasCompared = true;
        return read;
    }

    /// <inheritdoc/>
    public Task ReplaceAsync(Func<byte[], byte[]> change, CancellationToken cancellationToken) => store.ReplaceAsync(change, cancellationToken);

    private async Task<byte[]> TakeOverAsync(byte[] read, IReadOnlyList<T> entries, CancellationToken cancellationToken)
    {
        if (read.Length > 0)
        {
            return read;
        }

        var takes = false;
        await store.ReplaceAsync(
            before =>
            {
                takes = before.Length == 0;
                return takes ? T.Render(entries) : before;
            },
            cancellationToken);
        if (takes)
        {
            InheritingDocumentLog.TakenOver(logger, entries.Count, T.Noun, former.Where, store.Where);
        }

        return await store.ReadAsync(always: true, cancellationToken) ?? [];
    }

    private void Compare(byte[] read, IReadOnlyList<T> entries)
    {
        var missing = entries.ExceptBy(T.Parse(store.Where, read).Select(entry => entry.Id), entry => entry.Id).Count();
        if (missing > 0)
        {
            InheritingDocumentLog.NotTakenOver(logger, former.Where, missing, T.Noun, store.Where);
        }
    }
}
