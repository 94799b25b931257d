namespace Ingest.Demo;

/// <summary>Where visitors live.</summary>
/// <param name="Country">ISO 3166-1 alpha-2.</param>
/// <param name="Region">Second half of the ISO 3166-2 code.</param>
/// <param name="City">Name in English.</param>
/// <param name="Languages">What their browsers say, the usual one first.</param>
/// <param name="ShopWeight">How often a visitor of the shop lives there, against other places.</param>
/// <param name="BlogWeight">The same for the blog.</param>
internal sealed record Place(string Country, string Region, string City, string[] Languages, double ShopWeight, double BlogWeight)
{
    // Countries of the euro among those of the table.
    private static readonly string[] EuroCountries = ["DE", "AT", "FR", "NL", "BE", "ES", "IT", "PT", "IE", "FI"];

    /// <summary>What a shop takes there.</summary>
    public string Currency => EuroCountries.Contains(Country) ? "EUR" : "USD";

    /// <summary>Every place: a shop of Berlin that sends to Europe and America, and a blog in English that is read everywhere.</summary>
    public static readonly Place[] All =
    [
        new("DE", "BE", "Berlin", ["de-DE", "de-DE", "en-GB"], 16, 4),
        new("DE", "HH", "Hamburg", ["de-DE"], 9, 2),
        new("DE", "BY", "Munich", ["de-DE", "de-DE", "en-US"], 10, 3),
        new("DE", "NW", "Cologne", ["de-DE"], 8, 1.5),
        new("DE", "HE", "Frankfurt am Main", ["de-DE", "en-US"], 6, 2),
        new("AT", "9", "Vienna", ["de-AT"], 6, 1.5),
        new("CH", "ZH", "Zürich", ["de-CH", "fr-CH"], 5, 2),
        new("FR", "IDF", "Paris", ["fr-FR"], 7, 3),
        new("FR", "ARA", "Lyon", ["fr-FR"], 3, 1),
        new("NL", "NH", "Amsterdam", ["nl-NL", "en-GB"], 5, 3),
        new("BE", "BRU", "Brussels", ["fr-BE", "nl-BE"], 2, 1),
        new("GB", "ENG", "London", ["en-GB"], 5, 8),
        new("GB", "SCT", "Edinburgh", ["en-GB"], 1, 2),
        new("IE", "L", "Dublin", ["en-IE"], 1, 2),
        new("ES", "MD", "Madrid", ["es-ES"], 3, 2),
        new("ES", "CT", "Barcelona", ["es-ES", "ca-ES"], 2, 2),
        new("IT", "25", "Milan", ["it-IT"], 3, 1.5),
        new("PT", "11", "Lisbon", ["pt-PT"], 1, 1),
        new("PL", "14", "Warsaw", ["pl-PL"], 2, 2.5),
        new("SE", "AB", "Stockholm", ["sv-SE", "en-GB"], 2, 2.5),
        new("FI", "18", "Helsinki", ["fi-FI"], 1, 1),
        new("US", "NY", "New York", ["en-US"], 5, 11),
        new("US", "CA", "San Francisco", ["en-US"], 4, 14),
        new("US", "TX", "Austin", ["en-US", "es-US"], 2, 6),
        new("US", "WA", "Seattle", ["en-US"], 2, 8),
        new("CA", "ON", "Toronto", ["en-CA"], 2, 5),
        new("CA", "QC", "Montreal", ["fr-CA"], 1, 2),
        new("BR", "SP", "São Paulo", ["pt-BR"], 0.5, 4),
        new("IN", "KA", "Bengaluru", ["en-IN"], 0.5, 9),
        new("JP", "13", "Tokyo", ["ja-JP"], 1, 3),
        new("SG", "", "Singapore", ["en-SG"], 0.5, 2),
        new("AU", "NSW", "Sydney", ["en-AU"], 1, 4),
    ];
}
