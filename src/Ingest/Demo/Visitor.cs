using System.Globalization;

namespace Ingest.Demo;

/// <summary>Somebody who visits a site: the same each time, so that the server knows him again by address and user agent.</summary>
/// <param name="Place">Where he lives.</param>
/// <param name="Browser">What he browses with.</param>
/// <param name="Screen">Its screen.</param>
/// <param name="Language">Its language.</param>
/// <param name="Address">His address, of the range that RFC 3849 keeps for documentation, with a /64 of his own.</param>
/// <param name="AccountId">Id of his account, which all his messages carry; null for who has none.</param>
internal sealed record Visitor(Place Place, Browser Browser, string Screen, string Language, string Address, string? AccountId)
{
    private const double ShopAccountShare = 0.09;
    private const double BlogAccountShare = 0.03;

    private static readonly WeightedChoice<Browser> Browsers = new(Browser.All, browser => browser.Weight);
    private static readonly WeightedChoice<Place> ShopPlaces = new(Place.All, place => place.ShopWeight);
    private static readonly WeightedChoice<Place> BlogPlaces = new(Place.All, place => place.BlogWeight);

    /// <summary>The visitor of a seed.</summary>
    public static Visitor Of(ulong seed, DemoSite site)
    {
        var random = new SeededRandom(seed);
        var isShop = site == DemoSite.Shop;
        var place = (isShop ? ShopPlaces : BlogPlaces).Draw(random);
        var browser = Browsers.Draw(random);
        var hasAccount = random.IsChance(isShop ? ShopAccountShare : BlogAccountShare);
        return new Visitor(
            place,
            browser,
            random.Of(browser.Screens),
            random.Of(place.Languages),
            string.Create(CultureInfo.InvariantCulture, $"2001:db8:{seed >> 48:x}:{(seed >> 32) & 0xFFFF:x}::{(seed >> 16) & 0xFFFF:x}"),
            hasAccount ? string.Create(CultureInfo.InvariantCulture, $"customer-{seed % 1_000_000:000000}") : null);
    }
}
