using Ingest.Core.Buffers;
using Ingest.Core.Events;
using Ingest.Core.Intake;

namespace Ingest.Core.Enrichment.Identity;

/// <summary>
/// Says who it was and when: session, visit, event id, event time, and the token that carries the visit on.
/// Ids and tokens equal those of an Umami server with the same secret.
/// </summary>
/// <remarks>Hot path: no allocation per event. Nothing of a visitor is remembered that a hash of the event would not give again.</remarks>
public sealed class IdentityEnricher : IEnricher
{
    // Both versions of Umami end a visit half an hour after it began.
    private const long VisitSecondsMax = 1_800;

    // DateTime64(3) holds the years 1900 to 2299.
    private const long EventTimeMsMin = -2_208_988_800_000;
    private const long EventTimeMsMax = 10_413_791_999_999;

    // JavaScript's Date ends here; salts of later times are those of its last period.
    private const double JavaScriptTimeMsMax = 8.64e15;

    private readonly VisitorIds _visitors;
    private readonly CacheTokenReader _tokenReader;
    private readonly CacheTokenWriter _tokenWriter;
    private readonly bool _is34;

    /// <summary>Derives the keys from the options.</summary>
    /// <exception cref="ArgumentException">An option is invalid; the message names it and the remedy.</exception>
    public IdentityEnricher(IdentityOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var faults = string.Join(' ', options.Validate());
        if (faults.Length > 0)
        {
            throw new ArgumentException(faults, nameof(options));
        }

        _is34 = options.Formula == IdentityOptions.Umami34;
        var hash = new VisitorHash(options.AppSecret);
        var period = options.SaltRotation switch
        {
            SaltRotation.Day => SaltPeriod.Day,
            SaltRotation.Week => SaltPeriod.Week,
            _ => SaltPeriod.Month,
        };
        _visitors = new VisitorIds(hash, period, _is34);
        var key = hash.SecretHex.ToArray();
        var signature = new TokenSignature(key);
        _tokenReader = new CacheTokenReader(key, signature, _is34);
        _tokenWriter = new CacheTokenWriter(signature, _is34);
    }

    /// <inheritdoc/>
    public string Name => "identity";

    /// <inheritdoc/>
    public RejectionReason Enrich(EnrichmentContext context)
    {
        var draft = context.Draft;
        var nowMs = context.Request.Context.ReceivedAtMs;
        var timestamp = context.Payload.TimestampSeconds;
        var timeMs = timestamp == 0 ? nowMs : (long)Math.Clamp(timestamp * 1000, -JavaScriptTimeMsMax, JavaScriptTimeMsMax);

        // Umami takes the messages of a batch one after another, each at its own time. At one and the same time their order would be lost:
        // which page a visit began with, and which of two values identify left behind.
        draft.EventTimeMs = Math.Clamp(timestamp == 0 ? nowMs + context.Index : timeMs, EventTimeMsMin, EventTimeMsMax);
        (draft.TakenAtMs, draft.HasGivenId) = (nowMs, context.Payload.EventId != Guid.Empty);
        draft.ReceivedAtMs = context.Payload.IsRepeatable ? RepeatableTime.ReceivedAtMs(draft.EventTimeMs) : nowMs;
        draft.EventId = draft.HasGivenId ? context.Payload.EventId : context.Ids.Next(nowMs);

        // The step of the texts stores the same.
        var distinctId = context.Payload[PayloadField.Id];
        distinctId = distinctId[..Utf16Length.TruncatedLength(distinctId, TextFields.UnitsMax(TextField.DistinctId))];

        var arenaStart = draft.Arena.Length;
        var visitor = _visitors.Find(context, timeMs, distinctId);
        draft.SessionId = visitor.SessionId;
        var token = Link(context, Visit(context, visitor, timeMs, out var presented), distinctId);
        draft.VisitId = token.VisitId;

        ref var result = ref context.Result;
        (result.SessionId, result.VisitId) = (draft.SessionId, draft.VisitId);
        if (context.NeedsToken)
        {
            context.Give(_tokenWriter.Write(context, Website(context.Payload), token, presented));
        }

        draft.Arena.Rewind(arenaStart);
        return RejectionReason.None;
    }

    // The visit of a token goes on unless it began too long ago; an event with its own timestamp never ends it. In 3.4 a token of
    // another session of the same site ("drift") starts a new visit. A repeatable event has no use for one: sent again with another token,
    // or without, it would be in another visit, and be counted there once more.
    private CacheToken Visit(EnrichmentContext context, in KnownVisitor visitor, long timeMs, out Utf8Slice presented)
    {
        var draft = context.Draft;
        var request = context.Request;
        var now = request.Context.ReceivedAtMs / 1000;
        var website = Website(context.Payload);
        var header = request.Context.CacheToken;
        CacheToken token = default;
        var goesOn = !website.IsEmpty && !context.Payload.IsRepeatable
            && _tokenReader.TryRead(request.Arena[header], website, now, draft.Arena, out token);
        presented = goesOn ? header : default;
        var startedAt = token.IssuedAt == 0 ? now : token.IssuedAt;

        goesOn &= context.Payload.TimestampSeconds != 0 || now - startedAt <= VisitSecondsMax;
        goesOn &= !_is34 || token.SessionId == draft.SessionId;
        return token with
        {
            SessionId = draft.SessionId,
            VisitId = goesOn ? token.VisitId : _visitors.VisitOf(visitor, context, timeMs),
            IssuedAt = goesOn ? startedAt : now,
        };
    }

    // Umami 3.4 notes in the token that this session and this id of the caller are linked already.
    private CacheToken Link(EnrichmentContext context, CacheToken token, ReadOnlySpan<byte> distinctId)
    {
        if (!_is34 || context.Payload is not { Type: PayloadType.Identify, SourceKind: SourceKind.Website } || distinctId.IsEmpty)
        {
            return token;
        }

        var arena = context.Draft.Arena;
        var start = arena.Length;
        VisitorHash.AppendId(arena, token.SessionId);
        arena.Append(distinctId);
        Span<byte> hash = stackalloc byte[Sha512Hex.Length];
        VisitorHash.TakeHash(arena, start, hash);
        return token with { SessionLinkId = arena.Append(hash) };
    }

    // Links and pixels have no token, neither read nor bound.
    private static ReadOnlySpan<byte> Website(EventPayload payload) =>
        payload.SourceKind == SourceKind.Website ? payload[PayloadField.Source] : default;
}
