using System.Globalization;
using System.Text;

namespace Ingest.Core.Intake.Addresses;

/// <summary>A range of addresses of one family: CIDR notation, or one address.</summary>
/// <param name="Prefix">First address of the range.</param>
/// <param name="Bits">Leading bits that its addresses share.</param>
public readonly record struct IpRange(ClientIp Prefix, int Bits)
{
    /// <summary>True when the address is of the same family and lies in the range.</summary>
    public bool Contains(ClientIp address) =>
        address.IsV4 == Prefix.IsV4 && (Bits == 0 || (address.Bits ^ Prefix.Bits) >> (Prefix.Width - Bits) == 0);

    /// <summary>Reads <c>10.0.0.0/8</c>, <c>fc00::/7</c> or a single address. False for anything else.</summary>
    public static bool TryParse(string text, out IpRange range)
    {
        ArgumentNullException.ThrowIfNull(text);
        range = default;
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        if (!ClientIp.TryParse(Encoding.UTF8.GetBytes(slash < 0 ? text : text[..slash]), out var prefix))
        {
            return false;
        }

        var bits = prefix.Width;
        if (slash >= 0 && !int.TryParse(text.AsSpan(slash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out bits))
        {
            return false;
        }

        range = new IpRange(prefix, bits);
        return bits <= prefix.Width;
    }
}
