using Ingest.Core.Enrichment;

namespace Ingest.Core.Intake.Addresses;

/// <summary>Refuses events of clients on the server's ignore list, or on that of the site.</summary>
/// <remarks>Hot path: no allocation per event.</remarks>
public sealed class AddressEnricher : IEnricher
{
    private readonly AddressList _ignored;

    /// <summary>Reads the options, which have to be valid.</summary>
    public AddressEnricher(AddressOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        _ignored = new AddressList(options.IgnoredAddresses);
    }

    /// <inheritdoc/>
    public string Name => "address";

    /// <inheritdoc/>
    public RejectionReason Enrich(EnrichmentContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var client = context.ClientAddress;
        return _ignored.Contains(client) || context.Site?.Ignored.Contains(client) == true ? RejectionReason.BlockedAddress : RejectionReason.None;
    }
}
