namespace Ingest.Tests.Iceberg.Catalogs.Rest;

/// <summary>How the server of a test is set up.</summary>
internal sealed record RestServerSettings
{
    /// <summary>Path below which its routes are, as it tells its clients.</summary>
    public string Prefix { get; init; } = "";

    /// <summary>What stands between levels of a namespace, when it is not the usual.</summary>
    public string? Separator { get; init; }

    /// <summary>Whether changes bear a key, by which one that is asked for again is answered as before.</summary>
    public bool HasIdempotencyKeys { get; init; }

    /// <summary>Routes that it says it has; null: it does not say.</summary>
    public IReadOnlyList<string>? Endpoints { get; init; }

    /// <summary>Whether tokens are asked for: those of <c>v1/oauth/tokens</c> and this one.</summary>
    public string? Token { get; init; }

    /// <summary>Seconds that a token of its own is good for, as it says.</summary>
    public int? TokenSeconds { get; init; }

    /// <summary>How many names are in a page; 0: all.</summary>
    public int PageSize { get; init; }

    /// <summary>Whether it lends credentials for the storage.</summary>
    public bool LendsCredentials { get; init; }
}
