using System.Text;
using Ingest.Core.Enrichment;

namespace Ingest.Core.Intake.Addresses;

/// <summary>Refuses events of clients on the ignore list.</summary>
/// <remarks>Hot path: no allocation per event.</remarks>
public sealed class AddressEnricher : IEnricher
{
    private readonly byte[][] _texts;
    private readonly IpRange[] _ranges;

    /// <summary>Reads the options, which have to be valid.</summary>
    public AddressEnricher(AddressOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        _texts = [.. options.IgnoredAddresses.Select(Encoding.UTF8.GetBytes)];
        _ranges = [.. options.IgnoredAddresses.Select(text => IpRange.TryParse(text, out var range) ? range : (IpRange?)null).OfType<IpRange>()];
    }

    /// <inheritdoc/>
    public string Name => "address";

    /// <inheritdoc/>
    public RejectionReason Enrich(EnrichmentContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return _texts.Length > 0 && IsIgnored(context.ClientAddress) ? RejectionReason.BlockedAddress : RejectionReason.None;
    }

    private bool IsIgnored(ReadOnlySpan<byte> client)
    {
        foreach (var text in _texts)
        {
            if (client.SequenceEqual(text))
            {
                return true;
            }
        }

        return ClientIp.TryParse(client, out var address) && IsWithinRange(address);
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
