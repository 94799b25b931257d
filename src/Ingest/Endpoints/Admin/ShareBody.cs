namespace Ingest.Endpoints.Admin;

/// <summary>A share of a site as a client asks for it.</summary>
/// <param name="Name">Name for people; left out to have that of the site.</param>
internal sealed record ShareBody(string? Name = null);
