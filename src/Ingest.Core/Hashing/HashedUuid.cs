namespace Ingest.Core.Hashing;

/// <summary>UUIDs that are made of a hash (RFC 9562, sections 5.5 and 5.8).</summary>
public static class HashedUuid
{
    private const int Bytes = 16;

    /// <summary>The UUID of a hash's first 16 bytes, in which version and variant take the place of six bits.</summary>
    /// <param name="hash">At least 16 bytes, which are changed.</param>
    /// <param name="version">5 for SHA-1 of a name, 8 for any other.</param>
    /// <remarks>Hot path: no allocation per event.</remarks>
    public static Guid Of(Span<byte> hash, int version)
    {
        hash[6] = (byte)((hash[6] & 0x0F) | (version << 4));
        hash[8] = (byte)((hash[8] & 0x3F) | 0x80);
        return new Guid(hash[..Bytes], bigEndian: true);
    }
}
