using Ingest.Core.Buffers;
using Ingest.Core.Events;
using Ingest.Core.Intake;
using Ingest.Core.Intake.Addresses;

namespace Ingest.Core.Enrichment.Location;

/// <summary>Fills country, region and city: from the headers of a CDN, else from the database. Local addresses have no location.</summary>
/// <remarks>Hot path: no allocation per event.</remarks>
public sealed class LocationEnricher(GeoOptions options, GeoDatabase database) : IEnricher
{
    private const int CountryUnitsMax = 2;
    private const int RegionUnitsMax = 20;
    private const int CityUnitsMax = 50;

    private readonly bool _readsHeaders = !options.SkipLocationHeaders;

    /// <inheritdoc/>
    public string Name => "location";

    /// <inheritdoc/>
    public RejectionReason Enrich(EnrichmentContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var client = context.ClientAddress;

        // The payload's address is taken as it was sent, with a port too; those of headers have lost theirs.
        var isAddress = ClientIp.TryParse(client, out var address) || ClientIp.TryParse(AddressText.WithoutPort(client), out address);
        if (client.IsEmpty || (isAddress && address.IsLocal))
        {
            return RejectionReason.None;
        }

        // The headers tell of the sender, which is not whom the payload names.
        if (_readsHeaders && context.Payload[PayloadField.Ip].IsEmpty && context.Request.Context.Country.Length > 0)
        {
            FillFromHeaders(context);
        }
        else if (isAddress && database.Current is { } reader)
        {
            var place = reader.Find(address);
            Fill(context.Draft, place.Country, place.Region, place.City);
        }

        return RejectionReason.None;
    }

    private static void FillFromHeaders(EnrichmentContext context)
    {
        var (arena, headers, draft) = (context.Request.Arena, context.Request.Context, context.Draft);
        var country = PercentText.Decode(arena[headers.Country], draft.Arena);
        var region = PercentText.Decode(arena[headers.Region], draft.Arena);
        var city = PercentText.Decode(arena[headers.City], draft.Arena);
        Fill(draft, draft.Arena[country], draft.Arena[region], draft.Arena[city]);
    }

    private static void Fill(EventDraft draft, ReadOnlySpan<byte> country, ReadOnlySpan<byte> region, ReadOnlySpan<byte> city)
    {
        draft.Set(TextField.Country, Cut(country, CountryUnitsMax));
        draft.Set(TextField.City, Cut(city, CityUnitsMax));
        if (country.IsEmpty || region.IsEmpty)
        {
            return;
        }

        // A region is either a whole ISO 3166-2 code or its second half.
        if (region.Contains((byte)'-'))
        {
            draft.Set(TextField.Region, Cut(region, RegionUnitsMax));
            return;
        }

        var start = draft.Arena.Length;
        draft.Arena.Append(country);
        draft.Arena.Append("-"u8);
        draft.Arena.Append(region);
        var code = draft.Arena.SliceFrom(start);
        draft.Set(TextField.Region, code with { Length = Utf16Length.TruncatedLength(draft.Arena[code], RegionUnitsMax) });
    }

    private static ReadOnlySpan<byte> Cut(ReadOnlySpan<byte> text, int utf16UnitsMax) => text[..Utf16Length.TruncatedLength(text, utf16UnitsMax)];
}
