using Amazon.S3;
using Amazon.S3.Model;

namespace Ingest.Sinks.Iceberg.Storage.S3;

/// <summary>An object that is read bit by bit. After a break, or from another place, it goes on with a request of its own.</summary>
internal sealed class S3ReadStream(AmazonS3Client client, S3Requests requests, LakeLocation place, GetObjectResponse first) : Stream
{
    /// <summary>Bytes that are read ahead: each read has a time limit of its own, which small reads must not pay for.</summary>
    public const int BufferBytes = 128 * 1024;

    private GetObjectResponse? _response = first;
    private long _responseAt;
    private long _position;

    public override bool CanRead => true;

    public override bool CanSeek => true;

    public override bool CanWrite => false;

    public override long Length { get; } = first.ContentLength;

    public override long Position
    {
        get => _position;
        set => _position = value >= 0 ? value : throw new ArgumentOutOfRangeException(nameof(value));
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (buffer.IsEmpty || _position >= Length)
        {
            return 0;
        }

        var read = await requests.RunAsync(place.ToString(), "read", token => ReadOnceAsync(buffer, token), cancellationToken);
        _position += read;
        _responseAt = _position;
        return read;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("An object is read asynchronously, with ReadAsync.");

    public override long Seek(long offset, SeekOrigin origin) => Position = offset + origin switch
    {
        SeekOrigin.Begin => 0,
        SeekOrigin.Current => _position,
        _ => Length,
    };

    public override void Flush() => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        Drop();
        base.Dispose(disposing);
    }

    private async Task<int> ReadOnceAsync(Memory<byte> buffer, CancellationToken token)
    {
        if (_responseAt != _position)
        {
            Drop();
        }

        try
        {
            _response ??= await client.GetObjectAsync(
                new GetObjectRequest { BucketName = place.Bucket, Key = place.Path, ByteRange = new ByteRange(_position, Length - 1) }, token);
            return await _response.ResponseStream.ReadAsync(buffer, token) is > 0 and var read ? read : throw new EndOfStreamException("the object ended early");
        }
        catch
        {
            Drop();
            throw;
        }
    }

    private void Drop()
    {
        _response?.Dispose();
        _response = null;
    }
}
