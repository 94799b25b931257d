using System.Text.Unicode;

namespace Ingest.Core.Enrichment.Location;

/// <summary>A place of a database, as UTF-8 inside it; each text is empty when the database does not name it.</summary>
/// <remarks>Hot path: no allocation per event.</remarks>
public readonly ref struct GeoPlace
{
    /// <summary>ISO 3166-1 code of the country, or else of the country in which the address is registered.</summary>
    public ReadOnlySpan<byte> Country { get; private init; }

    /// <summary>ISO 3166-2 code of the first subdivision, without the country.</summary>
    public ReadOnlySpan<byte> Region { get; private init; }

    /// <summary>English name of the city.</summary>
    public ReadOnlySpan<byte> City { get; private init; }

    internal static GeoPlace Read(MmdbValue value, int record) => new()
    {
        Country = CountryOf(ref value, record),
        Region = value.TryMember(record, "subdivisions"u8, out var list) && value.TryFirst(list, out var first)
            ? TextOf(ref value, first, "iso_code"u8) : default,
        City = value.TryMember(record, "city"u8, out var city) && value.TryMember(city, "names"u8, out var names)
            ? TextOf(ref value, names, "en"u8) : default,
    };

    private static ReadOnlySpan<byte> CountryOf(scoped ref MmdbValue value, int record)
    {
        var country = value.TryMember(record, "country"u8, out var at) ? TextOf(ref value, at, "iso_code"u8) : default;
        return country.IsEmpty && value.TryMember(record, "registered_country"u8, out at) ? TextOf(ref value, at, "iso_code"u8) : country;
    }

    // A damaged file may hold anything; what is stored is UTF-8.
    private static ReadOnlySpan<byte> TextOf(scoped ref MmdbValue value, int map, scoped ReadOnlySpan<byte> key) =>
        value.TryMember(map, key, out var at) && value.TryText(at, out var text) && Utf8.IsValid(text) ? text : default;
}
