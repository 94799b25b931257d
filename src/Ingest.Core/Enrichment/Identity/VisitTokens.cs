using Ingest.Core.Buffers;
using Ingest.Core.Events;
using Ingest.Core.Intake;

namespace Ingest.Core.Enrichment.Identity;

/// <summary>Says which visit an event belongs to, by the token that the client brings back, and answers with the token that carries the visit on.</summary>
/// <remarks>Hot path: no allocation per event. Thread-safe.</remarks>
internal sealed class VisitTokens
{
    // Both versions of Umami end a visit half an hour after it began.
    private const long VisitSecondsMax = 1_800;

    private readonly VisitorIds _visitors;
    private readonly CacheTokenReader _reader;
    private readonly CacheTokenWriter _writer;
    private readonly WrittenTokens _written;
    private readonly bool _is34;

    public VisitTokens(VisitorHash hash, VisitorIds visitors, bool is34, int sets)
    {
        (_visitors, _is34, _written) = (visitors, is34, new WrittenTokens(sets));
        var key = hash.SecretHex.ToArray();
        var signature = new TokenSignature(key);
        (_reader, _writer) = (new CacheTokenReader(key, signature, is34), new CacheTokenWriter(signature, is34));
    }

    /// <summary>The visit of the context's event, whose token goes to its result. The draft's arena may be left longer than it was.</summary>
    public Guid Answer(EnrichmentContext context, in KnownVisitor visitor, long timeMs, ReadOnlySpan<byte> distinctId)
    {
        var isLinking = IsLinking(context.Payload, distinctId);
        var header = context.Request.Context.CacheToken;
        if (!isLinking && CanGoOn(context.Payload) && _written.TryGet(context, header, visitor, out var known) && IsGoingOn(context, known.IssuedAt))
        {
            // A token made anew would have the same claims, in the same order, and the same signature.
            if (context.NeedsToken)
            {
                context.Give(header);
            }

            return known.VisitId;
        }

        var token = Visit(context, visitor, timeMs, out var presented);
        token = isLinking ? Link(context, token, distinctId) : token;
        if (context.NeedsToken)
        {
            Write(context, visitor, token, presented);
        }

        return token.VisitId;
    }

    private void Write(EnrichmentContext context, in KnownVisitor visitor, in CacheToken token, Utf8Slice presented)
    {
        var website = Website(context.Payload);
        var text = _writer.Write(context, website, token, presented);
        context.Give(text);
        if (!website.IsEmpty)
        {
            _written.Add(context, text, visitor, token);
        }
    }

    // In 3.4 a token of another session of the same site ("drift") starts a new visit.
    private CacheToken Visit(EnrichmentContext context, in KnownVisitor visitor, long timeMs, out Utf8Slice presented)
    {
        var draft = context.Draft;
        var request = context.Request;
        var now = request.Context.ReceivedAtMs / 1000;
        var header = request.Context.CacheToken;
        CacheToken token = default;
        var goesOn = CanGoOn(context.Payload) && _reader.TryRead(request.Arena[header], Website(context.Payload), now, draft.Arena, out token);
        presented = goesOn ? header : default;
        var startedAt = token.IssuedAt == 0 ? now : token.IssuedAt;

        goesOn &= IsGoingOn(context, startedAt);
        goesOn &= !_is34 || token.SessionId == draft.SessionId;
        return token with
        {
            SessionId = draft.SessionId,
            VisitId = goesOn ? token.VisitId : _visitors.VisitOf(visitor, context, timeMs),
            IssuedAt = goesOn ? startedAt : now,
        };
    }

    // Links and pixels have no token, neither read nor bound. A repeatable event has no use for one: sent again with another token, or without, it
    // would be in another visit, and be counted there once more.
    private static bool CanGoOn(EventPayload payload) => !Website(payload).IsEmpty && !payload.IsRepeatable;

    // The visit of a token goes on unless it began too long ago; an event with its own timestamp never ends it.
    private static bool IsGoingOn(EnrichmentContext context, long startedAt) =>
        context.Payload.TimestampSeconds != 0 || (context.Request.Context.ReceivedAtMs / 1000) - startedAt <= VisitSecondsMax;

    // Umami 3.4 notes in the token that this session and this id of the caller are linked already.
    private bool IsLinking(EventPayload payload, ReadOnlySpan<byte> distinctId) =>
        _is34 && payload is { Type: PayloadType.Identify, SourceKind: SourceKind.Website } && !distinctId.IsEmpty;

    private static CacheToken Link(EnrichmentContext context, CacheToken token, ReadOnlySpan<byte> distinctId)
    {
        var arena = context.Draft.Arena;
        var start = arena.Length;
        VisitorHash.AppendId(arena, token.SessionId);
        arena.Append(distinctId);
        Span<byte> hash = stackalloc byte[Sha512Hex.Length];
        VisitorHash.TakeHash(arena, start, hash);
        return token with { SessionLinkId = arena.Append(hash) };
    }

    private static ReadOnlySpan<byte> Website(EventPayload payload) =>
        payload.SourceKind == SourceKind.Website ? payload[PayloadField.Source] : default;
}
