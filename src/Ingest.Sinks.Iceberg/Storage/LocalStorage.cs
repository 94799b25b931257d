using Ingest.Core.Files;

namespace Ingest.Sinks.Iceberg.Storage;

/// <summary>A lake in a local folder. What is written is on disk, its name too, when the call returns.</summary>
internal sealed class LocalStorage : ILakeStorage
{
    private const int BufferBytes = 64 * 1024;

    private static readonly EnumerationOptions EveryFile = new()
    {
        AttributesToSkip = FileAttributes.ReparsePoint,
        IgnoreInaccessible = false,
        RecurseSubdirectories = true,
    };

    private readonly LakeLocation _root;
    private readonly DurableFiles _files = new();

    public LocalStorage(string root)
    {
        _root = LakeLocation.ParseRoot(root);
        Root = root.TrimEnd('/');
    }

    public string Root { get; }

    public async Task<bool> TryWriteAsync(string location, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        var isNew = true;
        await _files.PutAsync(
            Within(location), (file, token) => file.WriteAsync(content, token).AsTask(), (from, to) => isNew = DurableFiles.TryLink(from, to), cancellationToken);
        return isNew;
    }

    public Task WriteAsync(string location, ReadOnlyMemory<byte> content, CancellationToken cancellationToken) =>
        WriteAsync(location, (file, token) => file.WriteAsync(content, token).AsTask(), cancellationToken);

    public Task<long> WriteAsync(string location, Func<Stream, CancellationToken, Task> write, CancellationToken cancellationToken) =>
        _files.PutAsync(Within(location), write, (from, to) => File.Move(from, to, overwrite: true), cancellationToken);

    public async Task<byte[]> ReadAsync(string location, CancellationToken cancellationToken)
    {
        await using var file = Open(location);
        if (file.Length > LakeStorages.ReadBytesMax)
        {
            throw LakeFaults.TooLarge(location, file.Length);
        }

        try
        {
            var content = new byte[file.Length];
            await file.ReadExactlyAsync(content, cancellationToken);
            return content;
        }
        catch (IOException fault)
        {
            throw LakeFaults.OfDisk(location, "read", fault);
        }
    }

    public Task<Stream> OpenReadAsync(string location, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return Task.FromResult<Stream>(Open(location));
    }

    public Task<bool> ExistsAsync(string location, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return Task.FromResult(File.Exists(PathOf(location)));
    }

    public IAsyncEnumerable<LakeFile> ListAsync(string prefix, CancellationToken cancellationToken) => List(prefix, cancellationToken).ToAsyncEnumerable();

    public Task DeleteAsync(IReadOnlyCollection<string> locations, CancellationToken cancellationToken)
    {
        var paths = locations.Select(location => (Location: location, Within(location).Path)).ToList();
        var faults = new List<LakeStorageException>();
        foreach (var (location, path) in paths)
        {
            cancellationToken.ThrowIfCancellationRequested();
            try
            {
                FileWatch.Perform(new(FileActKind.Delete, path), () => File.Delete(path));
            }
            catch (Exception fault) when (fault is DirectoryNotFoundException or FileNotFoundException)
            {
                continue;
            }
            catch (Exception fault) when (LakeFaults.IsOfDisk(fault))
            {
                faults.Add(LakeFaults.OfDisk(location, "removed", fault));
            }
        }

        foreach (var folder in paths.Select(item => Path.GetDirectoryName(item.Path)!).Distinct(StringComparer.Ordinal).Where(Directory.Exists))
        {
            LakeFaults.Guard(Root, "removed", () => AtomicFile.FlushFolder(folder));
        }

        return faults.Count == 0 ? Task.CompletedTask : Task.FromException(LakeFaults.OfMany(faults, locations.Count));
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private LakeLocation Within(string location) => LakeLocation.ParseWithin(_root, location);

    private FileStream Open(string location)
    {
        var path = PathOf(location);
        try
        {
            return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, BufferBytes, FileOptions.Asynchronous);
        }
        catch (Exception fault) when (fault is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new LakeFileNotFoundException(location, fault);
        }
        catch (Exception fault) when (LakeFaults.IsOfDisk(fault))
        {
            throw LakeFaults.OfDisk(location, "read", fault);
        }
    }

    private IEnumerable<LakeFile> List(string prefix, CancellationToken cancellationToken)
    {
        var folder = new DirectoryInfo(LakeLocation.ParseFolder(_root, prefix).Path);
        IEnumerator<FileInfo> files = Enumerable.Empty<FileInfo>().GetEnumerator();
        LakeFaults.Guard(prefix, "listed", () => files = folder.Exists ? folder.EnumerateFiles("*", EveryFile).GetEnumerator() : files);
        using var owned = files;
        while (TryNext(prefix, files, out var found))
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return found;
        }
    }

    private bool TryNext(string prefix, IEnumerator<FileInfo> files, out LakeFile found)
    {
        var isFound = false;
        LakeFile file = default;
        LakeFaults.Guard(prefix, "listed", () =>
        {
            while (!isFound && files.MoveNext())
            {
                // Length and time are asked of the system here, and the file may be gone by now.
                if (files.Current is { Exists: true } current)
                {
                    file = new LakeFile($"{Root}/{current.FullName[_root.Prefix.Length..]}", current.Length, new DateTimeOffset(current.LastWriteTimeUtc));
                    isFound = true;
                }
            }
        });
        found = file;
        return isFound;
    }

    private static string PathOf(string location) => LakeLocation.Parse(location) is { IsS3: false } local
        ? local.Path
        : throw new ArgumentException($"The location '{location}' is in a bucket, and the lake is in a local folder.", nameof(location));
}
