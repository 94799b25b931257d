using System.Buffers;
using System.Runtime.InteropServices;
using System.Text;

namespace Ingest.Endpoints;

/// <summary>
/// Keeps a header's value as bytes, two in each character of the string that Kestrel wants, or not at all. Such a string is memory and no text:
/// <see cref="BytesOf"/> reads it.
/// </summary>
/// <remarks>
/// Hot path: no allocation per event. The server makes its string through the two methods with pointers; the arrays of the others would cost
/// what is to be saved. What may not stand in a header is refused as Kestrel itself does, which could not see it inside a character.
/// </remarks>
internal sealed unsafe class RawHeaderEncoding : Encoding
{
    /// <summary>Half the bytes of a text, and none to convert.</summary>
    public static readonly Encoding Packed = new RawHeaderEncoding(isKept: true);

    /// <summary>The empty string, whatever was sent: for headers that nobody reads.</summary>
    public static readonly Encoding Dropped = new RawHeaderEncoding(isKept: false);

    private static readonly SearchValues<byte> Forbidden = SearchValues.Create("\0\r\n"u8);

    private readonly bool _isKept;

    private RawHeaderEncoding(bool isKept) => _isKept = isKept;

    /// <summary>The bytes of a packed value. No header holds a NUL, so that one at the end fills up the last character.</summary>
    public static ReadOnlySpan<byte> BytesOf(string? packed)
    {
        var bytes = MemoryMarshal.AsBytes(packed.AsSpan());
        return bytes is [.. var odd, 0] ? odd : bytes;
    }

    /// <inheritdoc/>
    public override int GetCharCount(byte* bytes, int count) => CharCount(new ReadOnlySpan<byte>(bytes, count));

    /// <inheritdoc/>
    public override int GetChars(byte* bytes, int byteCount, char* chars, int charCount) =>
        Fill(new ReadOnlySpan<byte>(bytes, byteCount), new Span<char>(chars, charCount));

    /// <inheritdoc/>
    public override int GetCharCount(byte[] bytes, int index, int count) => CharCount(bytes.AsSpan(index, count));

    /// <inheritdoc/>
    public override int GetChars(byte[] bytes, int byteIndex, int byteCount, char[] chars, int charIndex) =>
        Fill(bytes.AsSpan(byteIndex, byteCount), chars.AsSpan(charIndex));

    /// <inheritdoc/>
    public override int GetMaxCharCount(int byteCount) => (byteCount + 1) / 2;

    /// <inheritdoc/>
    public override int GetMaxByteCount(int charCount) => charCount * 2;

    /// <inheritdoc/>
    public override int GetByteCount(char[] chars, int index, int count) => throw new NotSupportedException("Headers are only read.");

    /// <inheritdoc/>
    public override int GetBytes(char[] chars, int charIndex, int charCount, byte[] bytes, int byteIndex) =>
        throw new NotSupportedException("Headers are only read.");

    private int CharCount(ReadOnlySpan<byte> value)
    {
        if (value.ContainsAny(Forbidden))
        {
            // The one exception that Kestrel answers with 400.
            throw new DecoderFallbackException("NUL, CR and LF are not allowed in request headers.");
        }

        return _isKept ? GetMaxCharCount(value.Length) : 0;
    }

    private int Fill(ReadOnlySpan<byte> value, Span<char> chars)
    {
        var used = chars[..CharCount(value)];
        if (used.IsEmpty)
        {
            return 0;
        }

        used[^1] = '\0';
        value.CopyTo(MemoryMarshal.AsBytes(used));
        return used.Length;
    }
}
