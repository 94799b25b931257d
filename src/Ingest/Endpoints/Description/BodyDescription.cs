namespace Ingest.Endpoints.Description;

/// <summary>What an endpoint takes, for the OpenAPI document alone.</summary>
/// <param name="Type">The type whose JSON it is.</param>
internal sealed record BodyDescription(Type Type);
