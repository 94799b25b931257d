namespace Ingest.Load.Traffic;

/// <summary>What a visitor does.</summary>
internal enum MessageKind
{
    /// <summary>Looks at a page.</summary>
    PageView,

    /// <summary>Does something that has a name and data.</summary>
    Custom,

    /// <summary>Buys: a custom event with revenue.</summary>
    Purchase,

    /// <summary>Signs in: an identify message.</summary>
    Identify,
}
