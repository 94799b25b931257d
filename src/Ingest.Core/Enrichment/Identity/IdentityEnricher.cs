using Ingest.Core.Buffers;
using Ingest.Core.Events;
using Ingest.Core.Intake;

namespace Ingest.Core.Enrichment.Identity;

/// <summary>
/// Says who it was and when: session, visit, event id, event time, and the token that carries the visit on.
/// Ids and tokens equal those of an Umami server with the same secret.
/// </summary>
/// <remarks>Hot path: no allocation per event. Nothing of a visitor is remembered that the event and its token would not give again.</remarks>
public sealed class IdentityEnricher : IEnricher
{
    // DateTime64(3) holds the years 1900 to 2299.
    private const long EventTimeMsMin = -2_208_988_800_000;
    private const long EventTimeMsMax = 10_413_791_999_999;

    // JavaScript's Date ends here; salts of later times are those of its last period.
    private const double JavaScriptTimeMsMax = 8.64e15;

    // 131,072 visitors of 64 bytes: 8 MiB when all are in use; 65,536 tokens of 48 bytes: 3 MiB. What is not found costs what each event cost
    // before there were these tables.
    private const int VisitorSets = 32_768;
    private const int TokenSets = 16_384;

    private readonly VisitorIds _visitors;
    private readonly VisitTokens _tokens;

    /// <summary>Derives the keys from the options.</summary>
    /// <exception cref="ArgumentException">An option is invalid; the message names it and the remedy.</exception>
    public IdentityEnricher(IdentityOptions options)
        : this(options, VisitorSets, TokenSets)
    {
    }

    internal IdentityEnricher(IdentityOptions options, int visitorSets, int tokenSets)
    {
        ArgumentNullException.ThrowIfNull(options);
        var faults = string.Join(' ', options.Validate());
        if (faults.Length > 0)
        {
            throw new ArgumentException(faults, nameof(options));
        }

        var is34 = options.Formula == IdentityOptions.Umami34;
        var hash = new VisitorHash(options.AppSecret);
        var period = options.SaltRotation switch
        {
            SaltRotation.Day => SaltPeriod.Day,
            SaltRotation.Week => SaltPeriod.Week,
            _ => SaltPeriod.Month,
        };
        _visitors = new VisitorIds(hash, period, is34, visitorSets);
        _tokens = new VisitTokens(hash, _visitors, is34, tokenSets);
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
        draft.VisitId = _tokens.Answer(context, visitor, timeMs, distinctId);

        ref var result = ref context.Result;
        (result.SessionId, result.VisitId) = (draft.SessionId, draft.VisitId);
        draft.Arena.Rewind(arenaStart);
        return RejectionReason.None;
    }
}
