namespace Ingest.Parquet.Encodings;

/// <summary>Numbers of variable length as Parquet's encodings and Snappy have them: seven bits a byte, the lowest first (ULEB128).</summary>
internal static class Varint
{
    /// <summary>Reads a number of at most so many bits, and passes over it; false when the bytes end within it or it goes on beyond them.</summary>
    /// <param name="bytes">Begins with the number; behind it afterwards.</param>
    /// <param name="bitsMax">Bits that its bytes may have: 35 for a number of 32, 64 for one of 64.</param>
    /// <param name="value">The number.</param>
    public static bool TryRead(ref ReadOnlySpan<byte> bytes, int bitsMax, out ulong value)
    {
        value = 0;
        for (var shift = 0; shift < bitsMax && !bytes.IsEmpty; shift += 7)
        {
            var next = bytes[0];
            bytes = bytes[1..];
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
            {
                return true;
            }
        }

        return false;
    }
}
