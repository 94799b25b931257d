namespace Ingest.Demo;

/// <summary>Something that the shop sells.</summary>
/// <param name="Slug">Its name in addresses.</param>
/// <param name="Name">Its name.</param>
/// <param name="Category">What kind of thing it is.</param>
/// <param name="Price">What one costs, in euros and in dollars alike.</param>
/// <param name="Weight">How often it is looked at, against others.</param>
internal sealed record Product(string Slug, string Name, string Category, decimal Price, double Weight)
{
    /// <summary>Every product.</summary>
    public static readonly Product[] All =
    [
        new("desk-lamp", "Desk lamp", "light", 79.90m, 10),
        new("reading-lamp", "Reading lamp", "light", 59.00m, 6),
        new("paper-lantern", "Paper lantern", "light", 24.50m, 4),
        new("oak-stool", "Oak stool", "furniture", 129.00m, 5),
        new("standing-desk", "Standing desk", "furniture", 549.00m, 4),
        new("bookshelf", "Bookshelf", "furniture", 219.00m, 3),
        new("notebook-set", "Notebook set", "paper", 18.90m, 8),
        new("fountain-pen", "Fountain pen", "paper", 42.00m, 5),
        new("coffee-box", "Coffee box", "coffee", 29.00m, 9),
        new("mug", "Mug", "coffee", 14.00m, 6),
        new("hand-grinder", "Hand grinder", "coffee", 89.00m, 3),
        new("gift-card", "Gift card", "gift", 50.00m, 2),
    ];

    /// <summary>Its page.</summary>
    public Page Page => new($"/products/{Slug}", $"{Name} | Demo shop", Weight);
}
