using System.Text;

namespace Ingest.Core.Intake.Addresses;

/// <summary>A list of clients: exact addresses, and ranges in CIDR notation.</summary>
/// <remarks>Hot path: no allocation per event. Immutable.</remarks>
public sealed class AddressList
{
    // An address without a slash is compared as text too, as Umami does, so that "unknown" can be listed.
    private readonly byte[][] _texts;
    private readonly IpRange[] _ranges;

    /// <summary>Reads the entries; one that is neither address nor range matches its own text alone.</summary>
    public AddressList(IEnumerable<string> entries)
    {
        string[] all = [.. entries];
        _texts = [.. all.Select(Encoding.UTF8.GetBytes)];
        _ranges = [.. all.Select(text => IpRange.TryParse(text, out var range) ? range : (IpRange?)null).OfType<IpRange>()];
    }

    /// <summary>True when the client is listed, by its text or within a range.</summary>
    public bool Contains(ReadOnlySpan<byte> client)
    {
        foreach (var text in _texts)
        {
            if (client.SequenceEqual(text))
            {
                return true;
            }
        }

        return _ranges.Length > 0 && ClientIp.TryParse(client, out var address) && IsWithinRange(address);
    }

    private bool IsWithinRange(ClientIp address)
    {
        foreach (var range in _ranges)
        {
            if (range.Contains(address))
            {
                return true;
            }
        }

        return false;
    }
}
