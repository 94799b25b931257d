namespace Ingest.Core.Intake.Addresses;

/// <summary>The texts in which headers name a client.</summary>
/// <remarks>Hot path: no allocation per event.</remarks>
internal static class AddressText
{
    /// <summary>Room that a normalized text may need. Longer than any address with a zone and a port; what is longer is cut.</summary>
    public const int BytesMax = 128;

    /// <summary>
    /// Writes the text of an address as it enters the session: canonical when it is an address, without a port. Brackets stay, and what is no
    /// address stays as it is.
    /// </summary>
    /// <returns>The length of what was written to <paramref name="normalized"/>.</returns>
    public static int Normalize(ReadOnlySpan<byte> text, Span<byte> normalized, out bool isPrivate)
    {
        if (!ClientIp.TryParse(text, out var address))
        {
            text = WithoutPort(text[..Math.Min(text.Length, BytesMax)]);
            if (!ClientIp.TryParse(text, out address))
            {
                // Umami keeps the brackets of IPv6, and finds no location for such a text; inside is an address all the same.
                isPrivate = text is [(byte)'[', .. var inner, (byte)']'] && ClientIp.TryParse(inner, out address) && address.IsPrivate;
                text.CopyTo(normalized);
                return text.Length;
            }
        }

        isPrivate = address.IsPrivate;
        return address.Format(normalized);
    }

    /// <summary>The value of <c>for=</c> of one element of a <c>Forwarded</c> header (RFC 7239); empty when it has none.</summary>
    public static ReadOnlySpan<char> ForOf(ReadOnlySpan<char> element)
    {
        foreach (var range in element.Split(';'))
        {
            var pair = element[range].Trim();
            if (pair.StartsWith("for=", StringComparison.OrdinalIgnoreCase))
            {
                return pair[4..].Trim().Trim('"');
            }
        }

        return default;
    }

    /// <summary>
    /// Cuts the port off <c>a.b.c.d:port</c>, <c>host:port</c> and <c>[v6]:port</c>, but not the last group of a bare IPv6 address.
    /// </summary>
    public static ReadOnlySpan<byte> WithoutPort(ReadOnlySpan<byte> text)
    {
        var close = text.IndexOf((byte)']');
        if (close > 0 && text[0] == '[')
        {
            return text[..(close + 1)];
        }

        var colon = text.LastIndexOf((byte)':');
        var isHostWithPort = colon > 0 && (text.Contains((byte)'.') || !text[..colon].Contains((byte)':'));
        return isHostWithPort ? text[..colon] : text;
    }
}
