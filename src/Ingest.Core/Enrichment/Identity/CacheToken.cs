using System.Runtime.InteropServices;
using Ingest.Core.Buffers;

namespace Ingest.Core.Enrichment.Identity;

/// <summary>The claims of the token that a client sends back in <c>x-umami-cache</c>.</summary>
/// <param name="SessionId">Session of the event that the token answered.</param>
/// <param name="VisitId">Visit of that event.</param>
/// <param name="IssuedAt">Start of the visit, Unix seconds; 0 when the token has none.</param>
/// <param name="SessionLinkId">Hash of the session and the caller's id, in the draft's arena; absent before an identify.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct CacheToken(Guid SessionId, Guid VisitId, long IssuedAt, Utf8Slice SessionLinkId);
