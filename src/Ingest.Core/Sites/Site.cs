namespace Ingest.Core.Sites;

/// <summary>A registered website.</summary>
/// <param name="Id">Id that trackers send as <c>website</c>.</param>
/// <param name="Name">Name for people.</param>
/// <param name="Domains">Domains it is served from; empty means any.</param>
/// <param name="CreatedAt">When it was registered.</param>
public sealed record Site(Guid Id, string Name, IReadOnlyList<string> Domains, DateTimeOffset CreatedAt);
