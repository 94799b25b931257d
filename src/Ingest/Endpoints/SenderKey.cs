using Ingest.Access;
using Ingest.Core.Intake;
using Ingest.Core.Keys;

namespace Ingest.Endpoints;

/// <summary>
/// The key that a server sends events with: <c>Authorization: Bearer ingest_…</c>. Other words of authorization are let be, since Umami's clients may send
/// theirs, which nobody here asks for.
/// </summary>
internal sealed class SenderKey(ApiKeyDirectory keys, FailedTries failures)
{
    private const string Prefix = "Bearer ingest_";
    private const int SchemeLength = 7;

    /// <summary>Notes the key of a request, when it has one. Else than <see cref="RejectionReason.None"/>: it is none, and nothing of the request is to be stored.</summary>
    /// <remarks>Hot path: no allocation per event.</remarks>
    public RejectionReason Note(HttpContext http, IntakeRequest request)
    {
        var header = http.Request.Headers.Authorization;
        if (header.Count == 0 || header[0] is not { } text || !text.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase))
        {
            return RejectionReason.None;
        }

        request.Sender = keys.Current.Find(text.AsSpan(SchemeLength).Trim());
        return request.Sender is not null ? RejectionReason.None
            : failures.Note(http.Connection.RemoteIpAddress, http.Request.Path) == TimeSpan.Zero ? RejectionReason.WrongKey
            : RejectionReason.AddressRate;
    }
}
