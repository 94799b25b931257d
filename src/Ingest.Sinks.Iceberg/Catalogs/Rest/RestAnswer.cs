using System.Net;
using System.Text.Json;
using Ingest.Sinks.Iceberg.Metadata;

namespace Ingest.Sinks.Iceberg.Catalogs.Rest;

/// <summary>What became of a question to a REST catalog.</summary>
/// <param name="Status">Of the answer; null when there was none.</param>
/// <param name="Body">Of the answer.</param>
/// <param name="Fault">Why it is no success, in words without secrets.</param>
/// <param name="IsDoubtful">True when this attempt or an earlier one may have been carried out although no answer says so.</param>
/// <param name="RetryAfter">How long the catalog wants to be left alone.</param>
internal sealed record RestAnswer(HttpStatusCode? Status, byte[] Body, string Fault, bool IsDoubtful, TimeSpan? RetryAfter)
{
    /// <summary>True when the catalog did what it was asked for.</summary>
    public bool IsSuccess => Status is { } status && (int)status is >= 200 and < 300;

    /// <summary>True when the catalog itself says that there is no such thing; a 404 without its words comes from something else.</summary>
    public bool IsMissing => Status == HttpStatusCode.NotFound && ErrorMessage.Read(Body) is not null;

    /// <summary>The body as a message.</summary>
    /// <exception cref="JsonException">It is not one.</exception>
    /// <exception cref="IcebergException">It is not one.</exception>
    public T Read<T>() => JsonSerializer.Deserialize<T>(Body, TableJson.Options) ?? throw new JsonException("it is null");
}
