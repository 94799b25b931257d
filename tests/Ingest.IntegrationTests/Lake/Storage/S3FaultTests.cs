using System.Collections.Concurrent;
using System.Text;
using Amazon.S3;
using Amazon.S3.Model;
using Ingest.IntegrationTests.Faults.FarEnd;
using Ingest.Sinks.Iceberg.Storage;

namespace Ingest.IntegrationTests.Lake.Storage;

/// <summary>An object store that fails in every way there is: what passes is retried within bounds, what lasts is said, and nothing is seen half.</summary>
[Collection(ObjectStoreCollection.Name)]
public sealed class S3FaultTests(ObjectStore store) : IAsyncLifetime
{
    private const int RetriesMax = 2;

    private static readonly byte[] Content = "one and the other"u8.ToArray();

    private S3Options _options = null!;
    private AmazonS3Client _client = null!;
    private ILakeStorage _storage = null!;

    public static TheoryData<string> Names => [.. StoreFault.Passing.Keys];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string Location => $"{_options.Root}/data/x";

    public async ValueTask InitializeAsync()
    {
        ObjectStore.Require();
        _options = await store.CreateBucketAsync();
        _options.RetriesMax = RetriesMax;
        _client = store.Connect();
    }

    public async ValueTask DisposeAsync()
    {
        _client?.Dispose();
        if (_storage is not null)
        {
            await _storage.DisposeAsync();
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_fault_that_passes_costs_nothing_but_time(string name)
    {
        await using var proxy = Open(name, "data/x");
        proxy.Break(StoreFault.Passing[name].Act, RetriesMax);
        await _storage.WriteAsync(Location, Content, Token);
        Assert.Equal(RetriesMax, proxy.Faults);

        proxy.Break(StoreFault.Passing[name].Act, times: 1);
        Assert.Equal(Content, await _storage.ReadAsync(Location, Token));
        Assert.Equal(RetriesMax + 1, proxy.Faults);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_fault_that_lasts_is_said_after_so_many_retries(string name)
    {
        await using var proxy = Open(name, "data/x");
        proxy.Break(StoreFault.Passing[name].Act);
        var fault = await Assert.ThrowsAsync<LakeStorageException>(() => _storage.TryWriteAsync(Location, Content, Token));

        Assert.True(fault.IsTransient);
        Assert.Contains(Location, fault.Message, StringComparison.Ordinal);
        Assert.Contains(StoreFault.Passing[name].Words, fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(ObjectStore.SecretKey, fault.ToString(), StringComparison.Ordinal);
        Assert.Equal(RetriesMax + 1, proxy.Faults);
        await AssertNothingIsLeftAsync();
    }

    [Theory]
    [InlineData("500")]
    [InlineData("503-slow-down")]
    [InlineData("reset-mid-body")]
    public async Task A_part_that_cannot_be_sent_leaves_nothing_of_the_file(string name)
    {
        await using var proxy = Open(name, "partNumber=2&");
        proxy.Break(StoreFault.Passing[name].Act);
        var fault = await Assert.ThrowsAsync<LakeStorageException>(WritePartsAsync);
        Assert.True(fault.IsTransient);
        Assert.Equal(RetriesMax + 1, proxy.Faults);
        await AssertNothingIsLeftAsync();

        proxy.Break(StoreFault.Passing[name].Act, RetriesMax);
        await AssertPartsArriveAsync();
    }

    [Fact]
    public async Task A_finished_upload_whose_answer_was_lost_is_not_taken_for_a_failure()
    {
        await using var proxy = Open("", "POST /");
        proxy.Break(exchange => Encoding.ASCII.GetString(exchange.Head).Contains("uploadId=", StringComparison.Ordinal) ? StoreFault.SwallowReplyAsync(exchange) : exchange.PassAsync(), times: 2);
        await AssertPartsArriveAsync();
        Assert.Equal(2, proxy.Faults);
    }

    [Fact]
    public async Task An_upload_that_cannot_be_finished_leaves_nothing()
    {
        await using var proxy = Open("", "POST /");
        proxy.Break(exchange => Encoding.ASCII.GetString(exchange.Head).Contains("uploadId=", StringComparison.Ordinal)
            ? StoreFault.Refuses("500 Internal Server Error", "InternalError")(exchange)
            : exchange.PassAsync());
        Assert.True((await Assert.ThrowsAsync<LakeStorageException>(WritePartsAsync)).IsTransient);
        await AssertNothingIsLeftAsync();
    }

    [Fact]
    public async Task A_won_write_whose_answer_was_lost_is_won()
    {
        await using var proxy = Open("", "PUT /");
        proxy.Break(StoreFault.SwallowReplyAsync, times: 1);
        Assert.True(await _storage.TryWriteAsync(Location, Content, Token));
        Assert.Equal(1, proxy.Faults);
        Assert.False(await _storage.TryWriteAsync(Location, Content, Token));
    }

    [Fact]
    public async Task A_refused_condition_is_false_where_it_was_asked_for_and_a_fault_where_not()
    {
        await using var proxy = Open("", "PUT /");
        proxy.Break(StoreFault.Refuses("412 Precondition Failed", "PreconditionFailed"));
        Assert.False(await _storage.TryWriteAsync(Location, Content, Token));
        Assert.Equal(1, proxy.Faults);
        var fault = await Assert.ThrowsAsync<LakeStorageException>(() => _storage.WriteAsync(Location, Content, Token));
        Assert.False(fault.IsTransient);
        Assert.Equal(2, proxy.Faults);
        await AssertNothingIsLeftAsync();
    }

    [Fact]
    public async Task Reading_goes_on_where_the_answer_broke_off()
    {
        var bytes = new byte[3_000_000];
        new Random(9).NextBytes(bytes);
        await using var proxy = Open("", "GET /");
        await _storage.WriteAsync(Location, bytes, Token);
        proxy.Break(StoreFault.CutReplyAsync, times: 3);

        // The first answer is cut, and so are the two that go on after it.
        await using (var stream = await _storage.OpenReadAsync(Location, Token))
        {
            var read = new byte[bytes.Length];
            await stream.ReadExactlyAsync(read, Token);
            Assert.Equal(bytes, read);
        }

        Assert.Equal(3, proxy.Faults);
        proxy.Break(StoreFault.CutReplyAsync, times: 1);
        Assert.Equal(bytes, await _storage.ReadAsync(Location, Token));

        proxy.Break(StoreFault.CutReplyAsync);
        var fault = await Assert.ThrowsAsync<LakeStorageException>(() => _storage.ReadAsync(Location, Token));
        Assert.True(fault.IsTransient);
    }

    [Fact]
    public async Task Listing_and_deleting_are_retried_too()
    {
        await using var proxy = Open("", _options.Bucket);
        await _storage.WriteAsync(Location, Content, Token);
        proxy.Break(StoreFault.Passing["503-slow-down"].Act, RetriesMax);
        Assert.True(await _storage.ExistsAsync(Location, Token));
        proxy.Break(StoreFault.Passing["500"].Act, RetriesMax);
        await foreach (var file in _storage.ListAsync(_storage.Root, Token))
        {
            Assert.Equal(Location, file.Location);
        }

        proxy.Break(StoreFault.Passing["reset-mid-body"].Act, RetriesMax);
        await _storage.DeleteAsync([Location], Token);
        Assert.Equal(3 * RetriesMax, proxy.Faults);
        await AssertNothingIsLeftAsync();
    }

    [Fact]
    public async Task Cancelling_ends_a_request_that_hangs()
    {
        await using var proxy = Open("", "data/x");
        proxy.Break(exchange => exchange.WaitUntilGivenUpAsync());
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var reading = _storage.ReadAsync(Location, cancel.Token);
        await Poll.UntilAsync(() => proxy.Faults == 1, "the request");
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reading);
    }

    [Theory]
    [InlineData(LakeEncryption.Aes256, "", "x-amz-server-side-encryption: AES256")]
    [InlineData(LakeEncryption.Kms, "key-7", "x-amz-server-side-encryption-aws-kms-key-id: key-7")]
    public async Task Asks_for_the_encryption_that_is_set(LakeEncryption encryption, string key, string header)
    {
        (_options.ServerSideEncryption, _options.ServerSideEncryptionKey, _options.SessionToken) = (encryption, key, "a-token");
        var heads = new ConcurrentQueue<string>();
        await using var proxy = Open("", "/" + _options.Bucket);
        proxy.Break(exchange =>
        {
            heads.Enqueue(Encoding.ASCII.GetString(exchange.Head));
            return StoreFault.AnswerAsync(exchange, "200 OK", "<InitiateMultipartUploadResult><UploadId>7</UploadId></InitiateMultipartUploadResult>");
        });
        await _storage.WriteAsync(Location, Content, Token);
        await WritePartsAsync();

        Assert.Equal(2, heads.Count(head => head.Contains(header, StringComparison.OrdinalIgnoreCase)));
        Assert.All(heads, head => Assert.Contains("x-amz-security-token: a-token", head, StringComparison.OrdinalIgnoreCase));
        Assert.All(heads, head => Assert.DoesNotContain("Expect:", head, StringComparison.OrdinalIgnoreCase));
    }

    private FaultProxy Open(string fault, string mark)
    {
        var proxy = new FaultProxy(store.Endpoint, mark);
        _options.Endpoint = proxy.Endpoint;
        _options.RequestTimeout = string.Equals(fault, "hang", StringComparison.Ordinal) ? TimeSpan.FromSeconds(1) : _options.RequestTimeout;
        _storage = LakeStorages.Open(_options.Root, _options);
        return proxy;
    }

    private Task<long> WritePartsAsync() => _storage.WriteAsync(Location, (stream, token) => stream.WriteAsync(Parts(), token).AsTask(), Token);

    private async Task AssertPartsArriveAsync()
    {
        Assert.Equal(Parts().Length, await WritePartsAsync());
        Assert.Equal(Parts(), await _storage.ReadAsync(Location, Token));
    }

    private static byte[] Parts()
    {
        var bytes = new byte[(3 * S3Options.PartBytesMin) + 5];
        new Random(3).NextBytes(bytes);
        return bytes;
    }

    private async Task AssertNothingIsLeftAsync()
    {
        Assert.Empty((await _client.ListObjectsV2Async(new ListObjectsV2Request { BucketName = _options.Bucket }, Token)).S3Objects ?? []);
        Assert.Empty((await _client.ListMultipartUploadsAsync(_options.Bucket, Token)).MultipartUploads ?? []);
    }
}
