using Ingest.Core.Files;
using Ingest.Sinks.Iceberg.Storage;
using Ingest.Tests.Fakes;
using Ingest.Tests.Log;

namespace Ingest.Tests.Iceberg.Storage;

/// <summary>A local lake on a disk that fails: nothing is seen half, and the fault says what to do.</summary>
public sealed class LocalStorageFaultTests : IDisposable
{
    private const int NoSpace = 28;

    private readonly TemporaryFolder _folder = new();
    private readonly BrokenDisk _disk = new();
    private readonly List<string> _acts = [];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string Location => _folder.File("x.parquet");

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(FileActKind.Create)]
    [InlineData(FileActKind.Flush)]
    [InlineData(FileActKind.Move)]
    public async Task A_full_disk_leaves_the_old_file_and_says_so(FileActKind act)
    {
        await using var storage = LakeStorages.Open(_folder, new S3Options());
        await storage.WriteAsync(Location, "old"u8.ToArray(), Token);
        using var watch = FileWatch.Attach(_folder, _disk);
        (_disk.Failing, _disk.Error) = (act, NoSpace);
        foreach (var write in (Func<Task>[])
        [
            () => storage.WriteAsync(Location, "new"u8.ToArray(), Token),
            () => storage.WriteAsync(Location, (stream, token) => stream.WriteAsync(new byte[1_000_000], token).AsTask(), Token),
            () => storage.TryWriteAsync(_folder.File("y.json"), "new"u8.ToArray(), Token),
        ])
        {
            var fault = await Assert.ThrowsAsync<LakeStorageException>(write);
            Assert.True(fault.IsTransient);
            Assert.Contains("the disk is full. Make room", fault.Message, StringComparison.Ordinal);
        }

        _disk.Failing = null;
        Assert.Equal("old"u8.ToArray(), await storage.ReadAsync(Location, Token));
        Assert.Equal([Location], Directory.GetFiles(_folder));
    }

    [Fact]
    public async Task A_name_that_is_not_on_disk_yet_is_not_called_written()
    {
        await using var storage = LakeStorages.Open(_folder, new S3Options());
        using var watch = FileWatch.Attach(_folder, _disk);
        _disk.Failing = FileActKind.FlushFolder;
        var fault = await Assert.ThrowsAsync<LakeStorageException>(() => storage.TryWriteAsync(Location, "new"u8.ToArray(), Token));
        Assert.True(fault.IsTransient);
        Assert.Contains("Look at the disk", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Content_is_flushed_before_its_name_and_every_new_folder_before_the_call_returns()
    {
        var lake = _folder.File("lake");
        var partition = Path.Combine(lake, "day=1");
        using var outside = FileWatch.Attach(_folder, new Recording(_acts));
        using var middle = FileWatch.Attach(lake, new Recording(_acts));
        using var inside = FileWatch.Attach(partition, new Recording(_acts));
        await using var storage = LakeStorages.Open(lake, new S3Options());
        await storage.WriteAsync(Path.Combine(partition, "x"), "content"u8.ToArray(), Token);
        await storage.TryWriteAsync(Path.Combine(partition, "y"), "content"u8.ToArray(), Token);

        string[] oneFile = ["Create day=1", "Flush day=1", "Move day=1", "FlushFolder day=1"];
        Assert.Equal([$"FlushFolder {Path.GetFileName(_folder)}", "FlushFolder lake", .. oneFile, .. oneFile], _acts);
    }

    [Fact]
    public async Task A_file_that_may_not_be_read_or_is_a_folder_is_no_missing_file()
    {
        await using var storage = LakeStorages.Open(_folder, new S3Options());
        Directory.CreateDirectory(Location);
        var fault = await Assert.ThrowsAsync<LakeStorageException>(() => storage.ReadAsync(Location, Token));
        Assert.False(fault.IsTransient);
        Assert.Contains("Give the server's account the right", fault.Message, StringComparison.Ordinal);
        Assert.False(await storage.ExistsAsync(Location, Token));
    }

    [Fact]
    public async Task A_file_above_the_limit_is_not_read_as_a_whole()
    {
        await using var storage = LakeStorages.Open(_folder, new S3Options());
        await using (var sparse = File.Create(Location))
        {
            sparse.SetLength(LakeStorages.ReadBytesMax + 1L);
        }

        var fault = await Assert.ThrowsAsync<LakeStorageException>(() => storage.ReadAsync(Location, Token));
        Assert.Contains("268435457 bytes", fault.Message, StringComparison.Ordinal);
        await using var stream = await storage.OpenReadAsync(Location, Token);
        Assert.Equal(LakeStorages.ReadBytesMax + 1L, stream.Length);
    }

    [Fact]
    public async Task What_a_killed_writer_left_is_listed_and_can_be_removed()
    {
        await using var storage = LakeStorages.Open(_folder, new S3Options());
        var left = _folder.File($".{Guid.NewGuid():N}.tmp");
        await File.WriteAllTextAsync(left, "half", Token);
        await foreach (var file in storage.ListAsync(storage.Root, Token))
        {
            Assert.Equal(left, file.Location);
            await storage.DeleteAsync([file.Location], Token);
        }

        Assert.Empty(Directory.GetFiles(_folder));
    }

    private sealed class Recording(List<string> acts) : FileWatch
    {
        public override void Run(in FileAct act, Action perform)
        {
            acts.Add($"{act.Kind} {Path.GetFileName(act.Kind is FileActKind.FlushFolder ? act.Path : Path.GetDirectoryName(act.Path))}");
            perform();
        }
    }
}
