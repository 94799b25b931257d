namespace Ingest.Endpoints.Admin;

/// <summary>Addresses to hand out.</summary>
/// <param name="Root">The server.</param>
/// <param name="Script">Its tracker.</param>
internal sealed record PublicUrls(Uri Root, Uri Script);
