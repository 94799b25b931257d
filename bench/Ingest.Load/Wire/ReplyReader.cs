using System.Buffers.Text;
using System.Text;

namespace Ingest.Load.Wire;

/// <summary>How far a reply is read.</summary>
internal enum ReplyState
{
    /// <summary>More bytes are needed.</summary>
    Incomplete,

    /// <summary>It is whole.</summary>
    Complete,

    /// <summary>It is no HTTP/1.1 reply that this reader takes.</summary>
    Broken,
}

/// <summary>A whole reply; valid until <see cref="ReplyReader.Clear"/>.</summary>
internal ref struct Reply
{
    /// <summary>HTTP status.</summary>
    public int Status;

    /// <summary>True when the server closes the connection after it.</summary>
    public bool Closes;

    /// <summary>Value of <c>X-Ingest-Dropped</c>; empty when absent.</summary>
    public ReadOnlySpan<byte> Dropped;

    /// <summary>Value of <c>X-Ingest-Dropped-Counts</c>; empty when absent.</summary>
    public ReadOnlySpan<byte> DroppedCounts;

    /// <summary>The body, chunks put together.</summary>
    public ReadOnlySpan<byte> Body;
}

/// <summary>
/// Reads replies of HTTP/1.1 (RFC 9112) off one connection that has one request under way at a time: status line, Content-Length or chunked.
/// Strict: what it cannot be sure of is broken, since the next reply would be taken for part of it.
/// </summary>
/// <remarks>Hot path: no allocation per event, but for replies longer than any before.</remarks>
internal sealed class ReplyReader
{
    /// <summary>The longest reply that is read, headers included. A batch whose every item is refused has about 150 bytes for each.</summary>
    public const int BytesMax = 4 * 1024 * 1024;

    private const int BytesInitial = 2 * 1024;

    private byte[] _buffer = new byte[BytesInitial];
    private int _length;

    /// <summary>Bytes of a reply that is not whole.</summary>
    public int Length => _length;

    /// <summary>Room for what is received next; empty when the reply is longer than <see cref="BytesMax"/>.</summary>
    public Span<byte> Room()
    {
        if (_length == _buffer.Length && _length < BytesMax)
        {
            Array.Resize(ref _buffer, _length * 2);
        }

        return _buffer.AsSpan(_length);
    }

    /// <summary>Takes over what was written to <see cref="Room"/>.</summary>
    public void Advance(int count) => _length += count;

    /// <summary>Forgets all bytes.</summary>
    public void Clear() => _length = 0;

    /// <summary>Looks whether the reply is whole.</summary>
    public ReplyState Read(out Reply reply)
    {
        reply = default;
        var bytes = _buffer.AsSpan(0, _length);
        var headEnd = bytes.IndexOf("\r\n\r\n"u8);
        if (headEnd < 0)
        {
            return _length >= BytesMax || !MayBeginReply(bytes) ? ReplyState.Broken : ReplyState.Incomplete;
        }

        var lengths = default(BodyLength);
        if (!TryReadStatus(bytes, ref reply) || !TryReadHeaders(bytes[..(headEnd + 2)], ref reply, ref lengths))
        {
            return ReplyState.Broken;
        }

        var body = bytes[(headEnd + 4)..];
        return lengths.IsChunked ? ReadChunks(body, ref reply) : ReadPlain(body, lengths, ref reply);
    }

    private static bool MayBeginReply(ReadOnlySpan<byte> bytes)
    {
        var begin = "HTTP/1.1 "u8;
        var count = Math.Min(bytes.Length, begin.Length);
        return bytes[..count].SequenceEqual(begin[..count]);
    }

    // "HTTP/1.1 200 OK": the reason may be absent. Interim replies (1xx) were never asked for.
    private static bool TryReadStatus(ReadOnlySpan<byte> bytes, ref Reply reply) =>
        MayBeginReply(bytes)
        && Utf8Parser.TryParse(bytes[9..], out reply.Status, out var digits)
        && digits == 3
        && reply.Status is >= 200 and <= 599
        && bytes[12] is (byte)' ' or (byte)'\r';

    private static bool TryReadHeaders(ReadOnlySpan<byte> head, ref Reply reply, ref BodyLength lengths)
    {
        var statusEnd = head.IndexOf("\r\n"u8);
        if (statusEnd != head.IndexOf((byte)'\n') - 1)
        {
            return false;
        }

        head = head[(statusEnd + 2)..];
        while (!head.IsEmpty)
        {
            var end = head.IndexOf((byte)'\n');
            if (end < 1 || head[end - 1] != '\r' || head[..end].IndexOf((byte)':') is not (> 0 and var colon) || !TryReadHeader(head[..colon], head[(colon + 1)..(end - 1)].Trim(" \t"u8), ref reply, ref lengths))
            {
                return false;
            }

            head = head[(end + 1)..];
        }

        return true;
    }

    private static bool TryReadHeader(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value, ref Reply reply, ref BodyLength lengths)
    {
        switch (name.Length)
        {
            case 14 when Ascii.EqualsIgnoreCase(name, "content-length"u8):
                return lengths.TrySet(value);
            case 17 when Ascii.EqualsIgnoreCase(name, "transfer-encoding"u8):
                lengths.IsChunked = true;
                return Ascii.EqualsIgnoreCase(value, "chunked"u8);
            case 10 when Ascii.EqualsIgnoreCase(name, "connection"u8):
                reply.Closes = Ascii.EqualsIgnoreCase(value, "close"u8);
                break;
            case 16 when Ascii.EqualsIgnoreCase(name, "x-ingest-dropped"u8):
                reply.Dropped = value;
                break;
            case 23 when Ascii.EqualsIgnoreCase(name, "x-ingest-dropped-counts"u8):
                reply.DroppedCounts = value;
                break;
            default:
                break;
        }

        return true;
    }

    private static ReplyState ReadPlain(ReadOnlySpan<byte> body, BodyLength lengths, ref Reply reply)
    {
        var length = reply.Status is 204 or 304 ? 0 : lengths.Bytes;
        if (!(lengths.IsKnown || reply.Status is 204 or 304) || body.Length > length)
        {
            return ReplyState.Broken;
        }

        reply.Body = body;
        return body.Length == length ? ReplyState.Complete : ReplyState.Incomplete;
    }

    // Looked at twice, so that the chunks are put together in place only once all are there.
    private static ReplyState ReadChunks(Span<byte> body, ref Reply reply)
    {
        var state = WalkChunks(body, join: false, out _);
        if (state == ReplyState.Complete)
        {
            WalkChunks(body, join: true, out var length);
            reply.Body = body[..length];
        }

        return state;
    }

    private static ReplyState WalkChunks(Span<byte> body, bool join, out int joined)
    {
        joined = 0;
        var at = 0;
        while (true)
        {
            var line = body[at..].IndexOf("\r\n"u8);
            if (line < 0)
            {
                return body.Length - at > 64 ? ReplyState.Broken : ReplyState.Incomplete;
            }

            if (!Utf8Parser.TryParse(body.Slice(at, line), out int size, out var digits, 'x') || size < 0 || (digits != line && body[at + digits] != ';'))
            {
                return ReplyState.Broken;
            }

            at += line + 2;
            if (body.Length - at < size + 2L)
            {
                return ReplyState.Incomplete;
            }

            if (!body.Slice(at + size, 2).SequenceEqual("\r\n"u8))
            {
                return ReplyState.Broken;
            }

            if (size == 0)
            {
                return at + 2 == body.Length ? ReplyState.Complete : ReplyState.Broken;
            }

            if (join)
            {
                body.Slice(at, size).CopyTo(body[joined..]);
            }

            joined += size;
            at += size + 2;
        }
    }

    private struct BodyLength
    {
        public bool IsChunked;

        public bool IsKnown { get; private set; }

        public int Bytes { get; private set; }

        // Said twice, it has to be the same (RFC 9112 §6.3).
        public bool TrySet(ReadOnlySpan<byte> text)
        {
            var isNumber = Utf8Parser.TryParse(text, out int bytes, out var used) && used == text.Length && bytes is >= 0 and <= BytesMax;
            var isSame = !IsKnown || bytes == Bytes;
            (IsKnown, Bytes) = (true, bytes);
            return isNumber && isSame;
        }
    }
}
