using Ingest.Sinks.Iceberg.Storage;

namespace Ingest.IntegrationTests.Lake.Storage;

/// <summary>A lake in a local folder keeps the contract.</summary>
public sealed class LocalStorageTests : StorageContract
{
    private readonly TemporaryFolder _folder = new();

    [Theory]
    [InlineData("")]
    [InlineData("file:")]
    [InlineData("file://")]
    public async Task Reads_a_file_by_every_way_of_writing_its_location(string scheme)
    {
        await Storage.WriteAsync(At("a/x"), "content"u8.ToArray(), Token);
        Assert.Equal("content"u8.ToArray(), await Storage.ReadAsync($"{scheme}{_folder.File("lake/prod/a/x")}", Token));
    }

    protected override Task<ILakeStorage> OpenAsync() => Task.FromResult(LakeStorages.Open($"file://{_folder.File("lake/prod")}/", new S3Options()));

    protected override ValueTask CloseAsync()
    {
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }

    protected override async Task AssertNothingIsLeftAsync(string location)
    {
        Assert.False(await Storage.ExistsAsync(location, Token));
        Assert.Empty(Directory.GetFiles(_folder, "*", SearchOption.AllDirectories));
    }
}
