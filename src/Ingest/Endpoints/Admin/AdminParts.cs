using Ingest.Core.Keys;
using Ingest.Core.Sites;

namespace Ingest.Endpoints.Admin;

/// <summary>What the admin API speaks of.</summary>
internal sealed record AdminParts(SiteDirectory Sites, ApiKeyDirectory Keys);
