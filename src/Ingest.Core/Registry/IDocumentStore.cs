namespace Ingest.Core.Registry;

/// <summary>Where the document of a registry lies, and several processes may read and replace it. Used by one caller at a time.</summary>
public interface IDocumentStore
{
    /// <summary>What it is in messages: <c>the file /var/lib/ingest/sites.json</c>.</summary>
    string Where { get; }

    /// <summary>Time between two looks at it.</summary>
    TimeSpan PollInterval { get; }

    /// <summary>The document, empty when there is none yet; null when it is what the last call gave and <paramref name="always"/> is false.</summary>
    /// <exception cref="RegistryException">It is gone, or cannot be reached.</exception>
    /// <exception cref="IOException">The disk refuses.</exception>
    ValueTask<byte[]?> ReadAsync(bool always, CancellationToken cancellationToken);

    /// <summary>Replaces the document by what <paramref name="change"/> makes of it, whole or not at all, while nobody else may. What it throws leaves everything as it is.</summary>
    /// <exception cref="RegistryException">Where it lies cannot be reached.</exception>
    /// <exception cref="IOException">The disk refuses, or another process holds the file.</exception>
    Task ReplaceAsync(Func<byte[], byte[]> change, CancellationToken cancellationToken);
}
