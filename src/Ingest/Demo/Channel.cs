namespace Ingest.Demo;

/// <summary>What brings a visit.</summary>
internal enum Channel
{
    /// <summary>The address typed in, or a bookmark.</summary>
    Direct,

    /// <summary>A search engine.</summary>
    Search,

    /// <summary>A social network.</summary>
    Social,

    /// <summary>An answer of an AI assistant.</summary>
    Assistant,

    /// <summary>A letter to subscribers.</summary>
    Email,

    /// <summary>An advertisement, with the click id of its network.</summary>
    Ads,

    /// <summary>A link on another site.</summary>
    Referral,
}
