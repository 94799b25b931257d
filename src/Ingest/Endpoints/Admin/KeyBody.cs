namespace Ingest.Endpoints.Admin;

/// <summary>An API key as a client asks for it.</summary>
/// <param name="Name">Name for people; no two keys share one.</param>
/// <param name="Scopes"><c>admin</c>, <c>read:SITE</c>, <c>send:SITE</c>, with the id of a site or <c>*</c>.</param>
internal sealed record KeyBody(string Name, IReadOnlyList<string> Scopes);
