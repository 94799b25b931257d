using Ingest.Core.Files;
using Microsoft.Extensions.Logging;

namespace Ingest.Core.Registry;

/// <summary>A document that lies elsewhere, and whose last good state is kept in a file: for a start while the other place cannot be reached.</summary>
/// <typeparam name="T">The entries.</typeparam>
/// <param name="store">Where it lies.</param>
/// <param name="path">The file, of this process alone.</param>
/// <param name="mode">The file's permissions; those of any new file when null.</param>
/// <param name="time">The clock of its age.</param>
/// <param name="logger">Told when the copy is used, or cannot be kept.</param>
public sealed class CopiedDocument<T>(IDocumentStore store, string path, UnixFileMode? mode, TimeProvider time, ILogger logger) : IDocumentStore
    where T : class, IRegistryEntry<T>
{
    // How exactly the time of the file says until when the copy was true.
    private static readonly TimeSpan ConfirmInterval = TimeSpan.FromMinutes(1);

    private byte[]? _copied;
    private long _confirmedAt;
    private bool _hasBegun;
    private string? _warnedOf;

    /// <inheritdoc/>
    public string Where => store.Where;

    /// <inheritdoc/>
    public TimeSpan PollInterval => store.PollInterval;

    /// <summary>The document; at the first look the copy of it, with a warning, when it cannot be reached.</summary>
    public async ValueTask<byte[]?> ReadAsync(bool always, CancellationToken cancellationToken)
    {
        byte[]? read;
        try
        {
            read = await store.ReadAsync(always, cancellationToken);
        }
        catch (RegistryException fault) when (!_hasBegun && File.Exists(path))
        {
            read = await File.ReadAllBytesAsync(path, cancellationToken);
            var confirmedAt = File.GetLastWriteTimeUtc(path);
            CopiedDocumentLog.Used(logger, fault.Message, path, time.GetUtcNow().UtcDateTime - confirmedAt, T.Noun, confirmedAt);
            _hasBegun = true;
            return read;
        }

        Keep(read);
        _hasBegun = true;
        return read;
    }

    /// <inheritdoc/>
    public Task ReplaceAsync(Func<byte[], byte[]> change, CancellationToken cancellationToken) => store.ReplaceAsync(change, cancellationToken);

    private void Keep(byte[]? read)
    {
        try
        {
            var isNew = read is not null && (_copied is null || !read.AsSpan().SequenceEqual(_copied));
            if (isNew)
            {
                Write(read!);
            }

            if (isNew || (_copied is not null && time.GetElapsedTime(_confirmedAt) >= ConfirmInterval))
            {
                File.SetLastWriteTimeUtc(path, time.GetUtcNow().UtcDateTime);
                _confirmedAt = time.GetTimestamp();
            }

            _warnedOf = null;
        }
        catch (Exception fault) when (fault is RegistryException or IOException or UnauthorizedAccessException)
        {
            // Once for each fault, not at each look.
            if (fault.Message != _warnedOf)
            {
                CopiedDocumentLog.NotKept(logger, T.Noun, path, fault.Message);
                _warnedOf = fault.Message;
            }
        }
    }

    // A copy that cannot be read is worth less than an older one that can.
    private void Write(byte[] read)
    {
        _ = T.Parse(store.Where, read);
        AtomicFile.Write(path, read, mode);
        _copied = read;
    }
}
