using System.Buffers;

namespace Ingest.Core.Intake.Bodies;

/// <summary>
/// Feeds a compressed body to a decoder, and notices when the decoder asks for more than there is: .NET's decoders take
/// the end of their input for the end of the data, and so accept a body cut anywhere.
/// </summary>
/// <remarks>
/// A gzip decoder asks once more even when it is done, for a further member. It gets a few zeros, which begin no member: done,
/// it ignores them and ends; cut short, it takes them for data and fails on the checksum, or asks again.
/// </remarks>
internal sealed class CompressedSource(ReadOnlySequence<byte> bytes, int zerosAfter) : Stream
{
    private ReadOnlySequence<byte> _rest = bytes;
    private int _zerosAfter = zerosAfter;

    /// <summary>True when the decoder wanted more than the body and the zeros.</summary>
    public bool RanDry { get; private set; }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        if (buffer.IsEmpty)
        {
            return 0;
        }

        var count = (int)Math.Min(buffer.Length, _rest.Length);
        if (count > 0)
        {
            _rest.Slice(0, count).CopyTo(buffer);
            _rest = _rest.Slice(count);
            return count;
        }

        count = Math.Min(buffer.Length, _zerosAfter);
        RanDry = count == 0;
        _zerosAfter -= count;
        buffer[..count].Clear();
        return count;
    }

    public override void Flush() => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
