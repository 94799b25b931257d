using System.Text;

namespace Ingest.Sinks.ClickHouse.Client;

/// <summary>A streamed result. Remembers its last bytes, and at the end throws the error that ClickHouse wrote after a good beginning.</summary>
internal sealed class ResultStream(HttpResponseMessage response, Stream body, string? exceptionTag) : Stream
{
    // ClickHouse cuts its message at 16 KiB; the frame around it is small.
    private const int TailBytesMax = 20 * 1024;

    private readonly byte[] _tail = new byte[TailBytesMax];
    private int _tailBytes;
    private bool _isChecked;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var count = await body.ReadAsync(buffer, cancellationToken);
        return Remember(buffer.Span, count);
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) =>
        Remember(buffer.AsSpan(offset, count), body.Read(buffer, offset, count));

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            body.Dispose();
            response.Dispose();
        }

        base.Dispose(disposing);
    }

    private int Remember(ReadOnlySpan<byte> buffer, int count)
    {
        if (count > 0)
        {
            Keep(buffer[Math.Max(0, count - TailBytesMax)..count]);
        }
        else if (!buffer.IsEmpty && !_isChecked)
        {
            _isChecked = true;
            if (ErrorText.AtEnd(Encoding.UTF8.GetString(_tail, 0, _tailBytes), exceptionTag) is { } error)
            {
                throw error;
            }
        }

        return count;
    }

    private void Keep(ReadOnlySpan<byte> bytes)
    {
        var kept = Math.Min(_tailBytes, TailBytesMax - bytes.Length);
        _tail.AsSpan(_tailBytes - kept, kept).CopyTo(_tail);
        bytes.CopyTo(_tail.AsSpan(kept));
        _tailBytes = kept + bytes.Length;
    }
}
