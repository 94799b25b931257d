using Ingest.Core.Files;

namespace Ingest.Core.Registry;

/// <summary>A document in a file of the data folder, which people may edit too. docs/decisions/0010-sites-file.md has why it is polled.</summary>
/// <param name="path">The file; a missing one is an empty document.</param>
/// <param name="time">The clock of the polling.</param>
/// <param name="mode">The file's permissions; those of any new file when null.</param>
public sealed class DocumentFile(string path, TimeProvider time, UnixFileMode? mode = null) : IDocumentStore
{
    private DocumentStamp _stamp;
    private bool _hasBeenThere;

    /// <inheritdoc/>
    public string Where => $"the file {path}";

    /// <summary>A look costs one stat call.</summary>
    public TimeSpan PollInterval => TimeSpan.FromMilliseconds(250);

    /// <inheritdoc/>
    public ValueTask<byte[]?> ReadAsync(bool always, CancellationToken cancellationToken)
    {
        var stamp = DocumentStamp.Of(path, time);
        if (stamp == _stamp && stamp.IsSettled && !always)
        {
            return ValueTask.FromResult<byte[]?>(null);
        }

        var bytes = Read();
        _stamp = stamp;
        return ValueTask.FromResult<byte[]?>(bytes);
    }

    /// <inheritdoc/>
    public async Task ReplaceAsync(Func<byte[], byte[]> change, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(change);
        await using (await FileLock.TakeAsync(path + ".lock", time, cancellationToken))
        {
            // Read under the lock: another process may have changed it since the last look.
            AtomicFile.Write(path, change(Read()), mode);
        }
    }

    private byte[] Read()
    {
        if (File.Exists(path))
        {
            _hasBeenThere = true;
            return File.ReadAllBytes(path);
        }

        // Editors that remove a file before they write it anew must not turn everybody away for that moment.
        return _hasBeenThere
            ? throw new RegistryException($"The file {path} is gone. Put it back, or restart the server to begin without it.")
            : [];
    }
}
