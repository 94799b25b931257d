namespace Ingest.Core.Buffers;

/// <summary>Lengths of UTF-8 texts in UTF-16 units, the unit in which Umami and browsers count characters.</summary>
/// <remarks>Hot path: no allocation per event.</remarks>
public static class Utf16Length
{
    /// <summary>
    /// Bytes of the longest prefix of <paramref name="utf8"/> that has at most <paramref name="utf16UnitsMax"/> UTF-16 units.
    /// A character outside the basic plane counts two and is never split. The text has to be well-formed.
    /// </summary>
    public static int TruncatedLength(ReadOnlySpan<byte> utf8, int utf16UnitsMax)
    {
        // Every UTF-16 unit takes at least one byte, so a text this short always fits.
        if (utf8.Length <= utf16UnitsMax)
        {
            return utf8.Length;
        }

        var units = 0;
        for (var i = 0; i < utf8.Length; i++)
        {
            var lead = utf8[i];
            if ((lead & 0xC0) == 0x80)
            {
                continue;
            }

            units += lead >= 0xF0 ? 2 : 1;
            if (units > utf16UnitsMax)
            {
                return i;
            }
        }

        return utf8.Length;
    }
}
