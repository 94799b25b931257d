using System.Buffers;
using System.Runtime.InteropServices;
using Amazon.S3;
using Amazon.S3.Model;

namespace Ingest.Sinks.Iceberg.Storage.S3;

/// <summary>
/// Takes an object as it is written and sends it in parts. What fits into one part becomes a plain put. Disposed before it is complete, it removes
/// the parts that were sent.
/// </summary>
internal sealed class S3Upload(AmazonS3Client client, S3Requests requests, S3Options options, LakeLocation place, CancellationToken ending) : Stream
{
    // With the part that is being filled: three in memory.
    private const int PartsOnTheWayMax = 2;
    private const int PartsMax = 10_000;

    private readonly CancellationTokenSource _stop = CancellationTokenSource.CreateLinkedTokenSource(ending);
    private readonly Queue<Task<PartETag>> _onTheWay = new();
    private readonly List<PartETag> _arrived = [];

    // Owned here while it is filled, then by SendAsync, which returns it.
    private byte[]? _part;
    private int _filled;
    private long _length;
    private string? _uploadId;
    private bool _isComplete;

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => _length;

    public override long Position
    {
        get => _length;
        set => throw new NotSupportedException();
    }

    private string Location => place.ToString();

    /// <summary>A body over memory, without a copy where there is an array below it.</summary>
    public static MemoryStream Body(ReadOnlyMemory<byte> content) => MemoryMarshal.TryGetArray(content, out var array)
        ? new MemoryStream(array.Array!, array.Offset, array.Count, writable: false)
        : new MemoryStream(content.ToArray(), writable: false);

    /// <summary>Says how an object is to be encrypted.</summary>
    public static void Encrypt(S3Options options, Action<ServerSideEncryptionMethod> method, Action<string> key)
    {
        if (options.ServerSideEncryption is LakeEncryption.None)
        {
            return;
        }

        method(options.ServerSideEncryption is LakeEncryption.Kms ? ServerSideEncryptionMethod.AWSKMS : ServerSideEncryptionMethod.AES256);
        if (options.ServerSideEncryptionKey.Length > 0)
        {
            key(options.ServerSideEncryptionKey);
        }
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (!buffer.IsEmpty)
        {
            if (_filled == options.PartBytes)
            {
                await SendPartAsync();
            }

            _part ??= ArrayPool<byte>.Shared.Rent(options.PartBytes);
            var taken = Math.Min(buffer.Length, options.PartBytes - _filled);
            buffer.Span[..taken].CopyTo(_part.AsSpan(_filled));
            (_filled, _length, buffer) = (_filled + taken, _length + taken, buffer[taken..]);
        }
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <summary>Makes the object visible.</summary>
    /// <param name="put">Writes an object that fits into one part.</param>
    /// <returns>Its length in bytes.</returns>
    public async Task<long> CompleteAsync(Func<ReadOnlyMemory<byte>, Task> put)
    {
        if (_uploadId is null)
        {
            await put(_part.AsMemory(0, _filled));
        }
        else
        {
            await SendPartAsync();
            while (_onTheWay.TryDequeue(out var sent))
            {
                _arrived.Add(await sent);
            }

            await requests.RunAsync(Location, "written", FinishAsync, ending);
        }

        _isComplete = true;
        return _length;
    }

    public override void Flush()
    {
        // A part is sent when it is full, never before: all but the last must be large.
        _stop.Token.ThrowIfCancellationRequested();
    }

    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException("An object is written asynchronously, with WriteAsync.");

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override async ValueTask DisposeAsync()
    {
        if (!_isComplete)
        {
            await AbortAsync();
        }

        Return(Interlocked.Exchange(ref _part, null));
        _stop.Dispose();
        await base.DisposeAsync();
    }

    private async Task SendPartAsync()
    {
        _uploadId ??= await requests.RunAsync(Location, "written", BeginAsync, ending);
        if (_onTheWay.Count == PartsOnTheWayMax)
        {
            _arrived.Add(await _onTheWay.Dequeue());
        }

        var number = _arrived.Count + _onTheWay.Count + 1;
        if (number > PartsMax)
        {
            throw new LakeStorageException($"{Location} cannot be written: it has more than {PartsMax} parts. Raise Iceberg:S3PartBytes.", isTransient: false);
        }

        _onTheWay.Enqueue(SendAsync(_part!, _filled, number));
        (_part, _filled) = (null, 0);
    }

    private async Task<PartETag> SendAsync(byte[] part, int length, int number)
    {
        try
        {
            return await requests.RunAsync(
                Location,
                "written",
                async token =>
                {
                    using var body = Body(part.AsMemory(0, length));
                    var sent = await client.UploadPartAsync(
                        new UploadPartRequest { BucketName = place.Bucket, Key = place.Path, UploadId = _uploadId, PartNumber = number, InputStream = body, PartSize = length, UseChunkEncoding = false },
                        token);
                    return new PartETag(sent);
                },
                _stop.Token);
        }
        finally
        {
            Return(part);
        }
    }

    private async Task<string> BeginAsync(CancellationToken token)
    {
        var request = new InitiateMultipartUploadRequest { BucketName = place.Bucket, Key = place.Path };
        Encrypt(options, method => request.ServerSideEncryptionMethod = method, key => request.ServerSideEncryptionKeyManagementServiceKeyId = key);
        return (await client.InitiateMultipartUploadAsync(request, token)).UploadId;
    }

    private async Task<bool> FinishAsync(CancellationToken token)
    {
        try
        {
            await client.CompleteMultipartUploadAsync(
                new CompleteMultipartUploadRequest { BucketName = place.Bucket, Key = place.Path, UploadId = _uploadId, PartETags = _arrived }, token);
        }
        catch (AmazonS3Exception fault) when (S3Faults.IsOfUpload(fault))
        {
            // Done by an attempt whose answer was lost, or aborted by somebody: the object tells.
            var found = await client.GetObjectMetadataAsync(place.Bucket, place.Path, token);
            if (found.ContentLength != _length)
            {
                throw;
            }
        }

        return true;
    }

    private async Task AbortAsync()
    {
        await _stop.CancelAsync();
        await ((Task)Task.WhenAll(_onTheWay)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (_uploadId is null)
        {
            return;
        }

        try
        {
            // What ended the upload must not end its removal.
            await requests.RunAsync(
                Location, "aborted", token => client.AbortMultipartUploadAsync(place.Bucket, place.Path, _uploadId, token), CancellationToken.None);
        }
        catch (LakeStorageException)
        {
            // The upload's own fault says more. Parts that stay are seen by nobody, and a rule of the bucket removes them.
            return;
        }
    }

    private static void Return(byte[]? part)
    {
        if (part is not null)
        {
            ArrayPool<byte>.Shared.Return(part);
        }
    }
}
