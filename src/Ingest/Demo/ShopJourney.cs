namespace Ingest.Demo;

/// <summary>How people walk through the shop: to the products, some to the cart, fewer to the checkout, a few to the end.</summary>
internal static class ShopJourney
{
    private const double AboutShare = 0.14;
    private const double AddShare = 0.09;
    private const double CartShare = 0.75;
    private const double CheckoutShare = 0.66;
    private const double PurchaseShare = 0.74;
    private const double NewsletterShare = 0.04;
    private const int ProductsMax = 4;

    private static readonly Page Catalog = new("/products", "Products | Demo shop");
    private static readonly Page Cart = new("/cart", "Cart | Demo shop");
    private static readonly Page Checkout = new("/checkout", "Checkout | Demo shop");
    private static readonly Page ThankYou = new("/thank-you", "Thank you | Demo shop");

    private static readonly WeightedChoice<Page> Landings = new(
        [new("/", "Demo shop", 10), Catalog with { Weight = 3 }, new("/sale", "Sale | Demo shop", 3), new("/gifts", "Gifts | Demo shop", 1)], page => page.Weight);

    private static readonly Page[] About =
        [new("/about", "About us | Demo shop"), new("/shipping", "Shipping | Demo shop"), new("/returns", "Returns | Demo shop"), new("/contact", "Contact | Demo shop")];

    private static readonly WeightedChoice<Product> Products = new(Product.All, product => product.Weight);

    /// <summary>Walks.</summary>
    public static void Walk(VisitScript script)
    {
        var random = script.Random;
        var wanted = Products.Draw(random);
        var isDeep = random.IsChance(DeepShare(script.Source.Channel));
        var landing = isDeep ? wanted.Page : Landings.Draw(random);
        script.Open(landing);
        if (random.IsChance(DemoSite.Shop.BounceShare))
        {
            return;
        }

        if (random.IsChance(AboutShare))
        {
            ReadAbout(script);
            return;
        }

        var basket = new List<Product>();
        Look(script, isDeep ? wanted : null, basket);
        if (landing.Path != Catalog.Path)
        {
            script.Open(Catalog);
        }

        for (var left = 1 + random.Below(ProductsMax); left > 0; left--)
        {
            var product = Products.Draw(random);
            script.Open(product.Page);
            Look(script, product, basket);
        }

        Leave(script, basket);
    }

    // How many land on a product rather than on a page of the shop.
    private static double DeepShare(Channel channel) => channel switch
    {
        Channel.Search or Channel.Ads or Channel.Assistant => 0.6,
        Channel.Social or Channel.Referral => 0.5,
        Channel.Email => 0.3,
        _ => 0.1,
    };

    private static void ReadAbout(VisitScript script)
    {
        script.Open(script.Random.Of(About));
        if (script.Random.IsChance(0.3))
        {
            script.Do("file-download", ("url", "https://shop.example.com/files/size-guide.pdf"));
        }

        if (script.Random.IsChance(0.3))
        {
            script.Do("outbound-link-click", ("url", script.Random.Of(["https://www.instagram.com/demoshop", "https://parcels.example.net/track", "https://maps.example.org/demo-shop"])));
        }
    }

    private static void Look(VisitScript script, Product? product, List<Product> basket)
    {
        if (product is not null && script.Random.IsChance(AddShare))
        {
            basket.Add(product);
            script.Do("add-to-cart", ("product", product.Slug), ("category", product.Category), ("price", product.Price), ("quantity", 1 + script.Random.Below(2)), ("on_sale", script.Random.IsChance(0.2)));
        }
    }

    private static void Leave(VisitScript script, List<Product> basket)
    {
        var random = script.Random;
        if (random.IsChance(NewsletterShare))
        {
            script.Do("newsletter", ("place", "footer"), ("weekly", random.IsChance(0.7)));
        }

        if (basket.Count == 0 || !random.IsChance(CartShare))
        {
            return;
        }

        script.Open(Cart);
        if (!random.IsChance(CheckoutShare))
        {
            return;
        }

        script.Open(Checkout);
        if (script.Visitor.AccountId is null && random.IsChance(0.35))
        {
            script.Do("signup", ("plan", "customer"), ("newsletter", random.IsChance(0.4)));
        }

        if (random.IsChance(PurchaseShare))
        {
            Buy(script, basket);
        }
    }

    private static void Buy(VisitScript script, List<Product> basket)
    {
        var random = script.Random;
        script.Open(ThankYou);
        script.Do(
            "purchase",
            ("revenue", basket.Sum(product => product.Price)),
            ("currency", script.Visitor.Place.Currency),
            ("plan", random.Of(["single", "single", "single", "monthly"])),
            ("items", basket.Count),
            ("products", basket.Select(product => product.Slug).ToArray()),
            ("first_order", script.Visitor.AccountId is null),
            ("deliver_on", new DateTimeOffset(script.Hour.UtcDateTime.Date.AddDays(2 + random.Below(5)), TimeSpan.Zero)));
    }
}
