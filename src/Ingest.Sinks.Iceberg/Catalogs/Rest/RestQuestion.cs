namespace Ingest.Sinks.Iceberg.Catalogs.Rest;

/// <summary>A question to a REST catalog.</summary>
/// <param name="Method">GET or POST.</param>
/// <param name="Path">Below the catalog's address, escaped.</param>
/// <param name="Act">What is asked, for messages: <c>load a.b</c>.</param>
internal sealed record RestQuestion(HttpMethod Method, string Path, string Act)
{
    /// <summary>JSON, for POST.</summary>
    public byte[]? Body { get; init; }

    /// <summary>By which the catalog knows the same question when it is asked again; null when it does not do so.</summary>
    public string? IdempotencyKey { get; init; }

    /// <summary>True when the catalog is to lend credentials for the storage.</summary>
    public bool WantsCredentials { get; init; }

    /// <summary>True when it changes something.</summary>
    public bool IsChange => Method != HttpMethod.Get;

    /// <summary>True when asking again does no harm, whatever became of it before.</summary>
    public bool IsRepeatable => !IsChange || IdempotencyKey is not null;
}
