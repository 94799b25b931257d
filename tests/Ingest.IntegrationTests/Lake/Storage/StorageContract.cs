using System.Security.Cryptography;
using System.Text;
using Ingest.Sinks.Iceberg.Storage;

namespace Ingest.IntegrationTests.Lake.Storage;

/// <summary>What every storage of the lake promises, whatever is below it.</summary>
public abstract class StorageContract : IAsyncLifetime
{
    private const int WriterCount = 32;

    private static readonly byte[] Content = "one and the other"u8.ToArray();

    protected static CancellationToken Token => TestContext.Current.CancellationToken;

    private protected ILakeStorage Storage { get; private set; } = null!;

    public static TheoryData<string> Names =>
    [
        "metadata/v1.metadata.json",
        "data/event_time_day=2026-11-29/site_id=018f0000-0000-7000-8000-000000000000/00000-0.parquet",
        "with space/a+b & c.avro",
        "percent%20literal/100%.avro",
        "percent%2Fslash/x%3Dy",
        "grüße/日本語/🦆.parquet",
        "quotes'\"/semi;colon/comma,/hash#/question?/at@/dollar$/(brackets)[1]{2}/tilde~/star*",
        "...dots/..hidden/.x",
    ];

    public async ValueTask InitializeAsync() => Storage = await OpenAsync();

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (Storage is not null)
        {
            await Storage.DisposeAsync();
        }

        await CloseAsync();
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Reads_lists_and_deletes_what_was_written_whatever_its_name(string name)
    {
        var location = At(name);
        Assert.False(await Storage.ExistsAsync(location, Token));
        await Storage.WriteAsync(location, Content, Token);

        Assert.True(await Storage.ExistsAsync(location, Token));
        Assert.Equal(Content, await Storage.ReadAsync(location, Token));
        await using (var stream = await Storage.OpenReadAsync(location, Token))
        {
            Assert.Equal(Content, await ReadToEndAsync(stream));
        }

        var listed = Assert.Single(await ListAsync(Storage.Root));
        Assert.Equal((location, Content.Length), (listed.Location, (int)listed.Length));
        Assert.InRange(listed.LastModified, TimeProvider.System.GetUtcNow().AddMinutes(-5), TimeProvider.System.GetUtcNow().AddMinutes(5));
        Assert.Equal(TimeSpan.Zero, listed.LastModified.Offset);

        await Storage.DeleteAsync([location], Token);
        Assert.False(await Storage.ExistsAsync(location, Token));
        Assert.Empty(await ListAsync(Storage.Root));
    }

    [Fact]
    public async Task Replaces_a_whole_object()
    {
        var location = At("version-hint.text");
        await Storage.WriteAsync(location, "a longer content"u8.ToArray(), Token);
        await Storage.WriteAsync(location, "short"u8.ToArray(), Token);
        Assert.Equal("short"u8.ToArray(), await Storage.ReadAsync(location, Token));
        await Storage.WriteAsync(location, ReadOnlyMemory<byte>.Empty, Token);
        Assert.Empty(await Storage.ReadAsync(location, Token));
    }

    [Fact]
    public async Task Leaves_what_is_there_when_it_writes_only_if_there_is_nothing()
    {
        var location = At("metadata/v2.metadata.json");
        Assert.True(await Storage.TryWriteAsync(location, "first"u8.ToArray(), Token));
        Assert.False(await Storage.TryWriteAsync(location, "second"u8.ToArray(), Token));
        Assert.Equal("first"u8.ToArray(), await Storage.ReadAsync(location, Token));
        await Storage.DeleteAsync([location], Token);
        Assert.True(await Storage.TryWriteAsync(location, "third"u8.ToArray(), Token));
        Assert.Single(await ListAsync(Storage.Root));
    }

    [Fact]
    public async Task Lets_exactly_one_of_many_writers_at_once_win()
    {
        for (var round = 0; round < 5; round++)
        {
            var location = At($"metadata/v{round}.metadata.json");
            var start = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            var writers = Enumerable.Range(0, WriterCount).Select(writer => Task.Run(
                async () =>
                {
                    await start.Task;
                    return await Storage.TryWriteAsync(location, new[] { (byte)writer }, Token);
                },
                Token)).ToList();
            start.SetResult();
            var won = await Task.WhenAll(writers);

            Assert.Equal(1, won.Count(isWinner => isWinner));
            Assert.Equal([(byte)Array.IndexOf(won, true)], await Storage.ReadAsync(location, Token));
        }

        Assert.Equal(5, (await ListAsync(Storage.Root)).Count);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(S3Options.PartBytesMin)]
    [InlineData(S3Options.PartBytesMin + 1)]
    [InlineData((4 * S3Options.PartBytesMin) + 12345)]
    public async Task Streams_a_file_of_any_size_byte_for_byte(int length)
    {
        var location = At("data/large.parquet");
        var bytes = new byte[length];
        new Random(length).NextBytes(bytes);

        var written = await Storage.WriteAsync(
            location,
            async (stream, token) =>
            {
                for (var at = 0; at < length; at += 777_777)
                {
                    await stream.WriteAsync(bytes.AsMemory(at, Math.Min(777_777, length - at)), token);
                    Assert.False(await Storage.ExistsAsync(location, token));
                }
            },
            Token);

        Assert.Equal(length, written);
        Assert.Equal(length, Assert.Single(await ListAsync(At("data"))).Length);
        await using var read = await Storage.OpenReadAsync(location, Token);
        Assert.Equal(length, read.Length);
        Assert.Equal(SHA256.HashData(bytes), await SHA256.HashDataAsync(read, Token));
        Assert.Equal(SHA256.HashData(bytes), SHA256.HashData(await Storage.ReadAsync(location, Token)));
    }

    [Fact]
    public async Task Reads_from_any_place_of_a_file()
    {
        var bytes = new byte[1_000_000];
        new Random(4).NextBytes(bytes);
        await Storage.WriteAsync(At("data/x.parquet"), bytes, Token);
        await using var stream = await Storage.OpenReadAsync(At("data/x.parquet"), Token);
        var part = new byte[1000];
        foreach (var at in (int[])[999_000, 0, 500_000, 500_500, 499_000, 1])
        {
            stream.Seek(at, SeekOrigin.Begin);
            await stream.ReadExactlyAsync(part, Token);
            Assert.Equal(bytes[at..(at + part.Length)], part);
        }

        stream.Seek(-8, SeekOrigin.End);
        Assert.Equal(bytes[^8..], await ReadToEndAsync(stream));
        Assert.Equal(0, await stream.ReadAsync(part, Token));
    }

    [Theory]
    [InlineData(100)]
    [InlineData((2 * S3Options.PartBytesMin) + 100)]
    public async Task Shows_nothing_of_a_streamed_file_that_fails_half_way(int length)
    {
        var location = At("data/broken.parquet");
        var fault = await Assert.ThrowsAsync<InvalidOperationException>(() => Storage.WriteAsync(
            location,
            async (stream, token) =>
            {
                await stream.WriteAsync(new byte[length], token);
                throw new InvalidOperationException("the encoder broke");
            },
            Token));

        Assert.Equal("the encoder broke", fault.Message);
        await AssertNothingIsLeftAsync(location);
    }

    [Fact]
    public async Task Shows_nothing_of_a_streamed_file_that_is_cancelled()
    {
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(Token);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Storage.WriteAsync(
            At("data/cancelled.parquet"),
            async (stream, token) =>
            {
                await stream.WriteAsync(new byte[(2 * S3Options.PartBytesMin) + 100], token);
                await cancel.CancelAsync();
            },
            cancel.Token));
        await AssertNothingIsLeftAsync(At("data/cancelled.parquet"));
    }

    [Fact]
    public async Task Leaves_the_old_file_when_its_replacement_fails()
    {
        await Storage.WriteAsync(At("data/x.parquet"), Content, Token);
        await Assert.ThrowsAsync<InvalidOperationException>(
            () => Storage.WriteAsync(At("data/x.parquet"), (_, _) => throw new InvalidOperationException("no"), Token));
        Assert.Equal(Content, await Storage.ReadAsync(At("data/x.parquet"), Token));
    }

    [Fact]
    public async Task Names_the_location_that_is_missing()
    {
        var location = At("metadata/missing.avro");
        foreach (var read in (Func<Task>[])[() => Storage.ReadAsync(location, Token), () => Storage.OpenReadAsync(location, Token)])
        {
            var fault = await Assert.ThrowsAsync<LakeFileNotFoundException>(read);
            Assert.Contains(location, fault.Message, StringComparison.Ordinal);
            Assert.False(fault.IsTransient);
        }

        Assert.Empty(await ListAsync(At("metadata")));
    }

    [Fact]
    public async Task Lists_the_folder_and_nothing_beside_it()
    {
        string[] names = ["a/1", "a/b/2", "a/b/c/3", "ab/4", "a.txt"];
        foreach (var name in names)
        {
            await Storage.WriteAsync(At(name), Encoding.UTF8.GetBytes(name), Token);
        }

        Assert.Equal([At("a/1"), At("a/b/2"), At("a/b/c/3")], (await ListAsync(At("a"))).Select(file => file.Location).Order(StringComparer.Ordinal));
        Assert.Equal([At("a/b/2"), At("a/b/c/3")], (await ListAsync(At("a/b/"))).Select(file => file.Location).Order(StringComparer.Ordinal));
        Assert.Equal(names.Length, (await ListAsync(Storage.Root + "/")).Count);
    }

    [Fact]
    public async Task Lists_and_deletes_more_than_a_page_and_passes_what_is_missing()
    {
        const int Count = 1005;
        var locations = Enumerable.Range(0, Count).Select(number => At($"many/{number:D4}")).ToList();
        await Parallel.ForEachAsync(locations, Token, async (location, token) => await Storage.WriteAsync(location, Content, token));
        Assert.Equal(locations, (await ListAsync(At("many"))).Select(file => file.Location).Order(StringComparer.Ordinal));
        await Storage.DeleteAsync([At("many/none"), .. locations, At("nowhere/none")], Token);
        Assert.Empty(await ListAsync(At("many")));
        await Storage.DeleteAsync([], Token);
    }

    [Theory]
    [InlineData("{0}/../outside")]
    [InlineData("{0}/a/../../outside")]
    [InlineData("{0}/a/./b")]
    [InlineData("{0}/%2e%2E/outside")]
    [InlineData("{0}/a/..%2F..%2foutside")]
    [InlineData("{0}/..\\outside")]
    [InlineData("{0}/a%5c..%5coutside")]
    [InlineData("{0}/a//b")]
    [InlineData("{0}/a/")]
    [InlineData("{0}/")]
    [InlineData("{0}")]
    [InlineData("{0}beside/x")]
    [InlineData("{0}/line\nbreak")]
    [InlineData("s3://another-bucket/lake/prod/x")]
    [InlineData("file:///etc/passwd")]
    [InlineData("file://host/etc/passwd")]
    [InlineData("/etc/passwd")]
    [InlineData("relative/path")]
    [InlineData("https://example.com/x")]
    [InlineData("")]
    public async Task Refuses_to_write_and_delete_outside_its_root(string pattern)
    {
        var location = string.Format(System.Globalization.CultureInfo.InvariantCulture, pattern, Storage.Root);
        await Storage.WriteAsync(At("a/kept"), Content, Token);
        foreach (var act in (Func<Task>[])
        [
            () => Storage.WriteAsync(location, Content, Token),
            () => Storage.TryWriteAsync(location, Content, Token),
            () => Storage.WriteAsync(location, (stream, token) => stream.WriteAsync(Content, token).AsTask(), Token),
            () => Storage.DeleteAsync([At("a/kept"), location], Token),
        ])
        {
            var fault = await Assert.ThrowsAsync<ArgumentException>(act);
            Assert.Contains($"'{location}'", fault.Message, StringComparison.Ordinal);
        }

        Assert.Equal(At("a/kept"), Assert.Single(await ListAsync(Storage.Root)).Location);
    }

    protected abstract Task<ILakeStorage> OpenAsync();

    protected abstract ValueTask CloseAsync();

    /// <summary>Asserts that nothing of a write is there, seen or unseen.</summary>
    protected abstract Task AssertNothingIsLeftAsync(string location);

    protected string At(string name) => $"{Storage.Root}/{name}";

    protected Task<List<LakeFile>> ListAsync(string prefix) => ListAsync(Storage, prefix);

    protected static async Task<List<LakeFile>> ListAsync(ILakeStorage storage, string prefix)
    {
        var files = new List<LakeFile>();
        await foreach (var file in storage.ListAsync(prefix, Token))
        {
            files.Add(file);
        }

        return files;
    }

    private static async Task<byte[]> ReadToEndAsync(Stream stream)
    {
        using var memory = new MemoryStream();
        await stream.CopyToAsync(memory, Token);
        return memory.ToArray();
    }
}
