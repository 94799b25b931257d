using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Amazon.S3;
using Amazon.S3.Model;

namespace Ingest.Sinks.Iceberg.Storage.S3;

/// <summary>A lake in a bucket of AWS S3 or of a server that speaks its protocol.</summary>
internal sealed class S3Storage : ILakeStorage
{
    private const int DeletesAtOnce = 16;

    // Says whose object it is when the answer to a write was lost and the repeated write is refused.
    private const string WriteMark = "ingest-write";

    private readonly LakeLocation _root;
    private readonly S3Options _options;
    private readonly S3Requests _requests;
    private readonly S3Http _http = new();
    private readonly AmazonS3Client _client;

    public S3Storage(string root, S3Options options, TimeProvider time)
    {
        _root = LakeLocation.ParseRoot(root);
        Root = $"s3://{_root.Bucket}{(_root.Path.Length > 0 ? "/" : "")}{_root.Path}";
        _options = options;
        _requests = new S3Requests(options, time);
        _client = _http.Connect(options);
    }

    public string Root { get; }

    public bool WritesExclusively => _options.ConditionalPut;

    public async Task<bool> TryWriteAsync(string location, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        var place = LakeLocation.ParseWithin(_root, location);
        if (!_options.ConditionalPut)
        {
            if (await ExistsAsync(location, cancellationToken))
            {
                return false;
            }

            await PutAsync(place, content, request => { }, cancellationToken);
            return true;
        }

        var mark = Guid.NewGuid().ToString("N");
        try
        {
            await PutAsync(
                place,
                content,
                request =>
                {
                    request.IfNoneMatch = "*";
                    request.Metadata[WriteMark] = mark;
                },
                cancellationToken);
            return true;
        }
        catch (LakeStorageException refused) when (refused.InnerException is { } fault && S3Faults.IsOfCondition(fault))
        {
            return await HasMarkAsync(place, mark, cancellationToken);
        }
    }

    public Task WriteAsync(string location, ReadOnlyMemory<byte> content, CancellationToken cancellationToken) =>
        PutAsync(LakeLocation.ParseWithin(_root, location), content, request => { }, cancellationToken);

    public async Task<long> WriteAsync(string location, Func<Stream, CancellationToken, Task> write, CancellationToken cancellationToken)
    {
        var place = LakeLocation.ParseWithin(_root, location);
        await using var upload = new S3Upload(_client, _requests, _options, place, cancellationToken);
        await write(upload, cancellationToken);
        return await upload.CompleteAsync(content => PutAsync(place, content, request => { }, cancellationToken));
    }

    public Task<byte[]> ReadAsync(string location, CancellationToken cancellationToken) => _requests.RunAsync(
        location,
        "read",
        async token =>
        {
            using var response = await _client.GetObjectAsync(RequestOf(Parse(location)), token);
            if (response.ContentLength > LakeStorages.ReadBytesMax)
            {
                throw LakeFaults.TooLarge(location, response.ContentLength);
            }

            var content = new byte[response.ContentLength];
            await response.ResponseStream.ReadExactlyAsync(content, token);
            return content;
        },
        cancellationToken);

    public async Task<Stream> OpenReadAsync(string location, CancellationToken cancellationToken)
    {
        var place = Parse(location);
        var first = await _requests.RunAsync(location, "read", token => _client.GetObjectAsync(RequestOf(place), token), cancellationToken);
        return new BufferedStream(new S3ReadStream(_client, _requests, place, first), S3ReadStream.BufferBytes);
    }

    public Task<bool> ExistsAsync(string location, CancellationToken cancellationToken)
    {
        var place = Parse(location);
        return _requests.RunAsync(
            location,
            "looked for",
            async token =>
            {
                try
                {
                    await _client.GetObjectMetadataAsync(place.Bucket, place.Path, token);
                    return true;
                }
                catch (AmazonS3Exception fault) when (S3Faults.IsMissing(fault))
                {
                    return false;
                }
            },
            cancellationToken);
    }

    public async IAsyncEnumerable<LakeFile> ListAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var folder = LakeLocation.ParseFolder(_root, prefix);
        var request = new ListObjectsV2Request { BucketName = folder.Bucket, Prefix = folder.Prefix };
        do
        {
            var page = await _requests.RunAsync(prefix, "listed", token => _client.ListObjectsV2Async(request, token), cancellationToken);
            foreach (var found in page.S3Objects ?? [])
            {
                yield return new LakeFile($"s3://{folder.Bucket}/{found.Key}", found.Size ?? 0, new DateTimeOffset((found.LastModified ?? default).ToUniversalTime()));
            }

            request.ContinuationToken = page.IsTruncated == true ? page.NextContinuationToken : null;
        }
        while (request.ContinuationToken is not null);
    }

    /// <remarks>One request an object: DeleteObjects is not to be had everywhere, and the SDK has been seen waiting for ever for the end of its answer.</remarks>
    public async Task DeleteAsync(IReadOnlyCollection<string> locations, CancellationToken cancellationToken)
    {
        var places = locations.Select(location => LakeLocation.ParseWithin(_root, location)).ToList();
        var faults = new ConcurrentQueue<LakeStorageException>();
        await Parallel.ForEachAsync(
            places,
            new ParallelOptions { MaxDegreeOfParallelism = DeletesAtOnce, CancellationToken = cancellationToken },
            async (place, cancelled) =>
            {
                try
                {
                    await _requests.RunAsync(place.ToString(), "removed", token => _client.DeleteObjectAsync(place.Bucket, place.Path, token), cancelled);
                }
                catch (LakeStorageException fault)
                {
                    faults.Enqueue(fault);
                }
            });
        if (!faults.IsEmpty)
        {
            throw LakeFaults.OfMany([.. faults], places.Count);
        }
    }

    public ValueTask DisposeAsync()
    {
        _client.Dispose();
        _http.Dispose();
        return ValueTask.CompletedTask;
    }

    private Task<bool> PutAsync(
        LakeLocation place, ReadOnlyMemory<byte> content, Action<PutObjectRequest> condition, CancellationToken cancellationToken) => _requests.RunAsync(
        place.ToString(),
        "written",
        async token =>
        {
            using var body = S3Upload.Body(content);
            var request = new PutObjectRequest { BucketName = place.Bucket, Key = place.Path, InputStream = body, AutoCloseStream = false, UseChunkEncoding = false };
            S3Upload.Encrypt(_options, method => request.ServerSideEncryptionMethod = method, key => request.ServerSideEncryptionKeyManagementServiceKeyId = key);
            condition(request);
            await _client.PutObjectAsync(request, token);
            return true;
        },
        cancellationToken);

    private Task<bool> HasMarkAsync(LakeLocation place, string mark, CancellationToken cancellationToken) => _requests.RunAsync(
        place.ToString(),
        "looked for",
        async token =>
        {
            try
            {
                var found = await _client.GetObjectMetadataAsync(place.Bucket, place.Path, token);
                return string.Equals(found.Metadata[WriteMark], mark, StringComparison.Ordinal);
            }
            catch (AmazonS3Exception fault) when (S3Faults.IsMissing(fault))
            {
                // It was there a moment ago, and has been removed.
                return false;
            }
        },
        cancellationToken);

    private static GetObjectRequest RequestOf(LakeLocation place) => new() { BucketName = place.Bucket, Key = place.Path };

    private static LakeLocation Parse(string location) => LakeLocation.Parse(location) is { IsS3: true } place
        ? place
        : throw new ArgumentException($"The location '{location}' is a local file, and the lake is in a bucket.", nameof(location));
}
