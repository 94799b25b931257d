using Ingest.Core.Buffers;
using Ingest.Core.Enrichment.Clients;
using Ingest.Core.Enrichment.Identity;
using Ingest.Core.Events;
using Ingest.Core.Hashing;
using Ingest.Core.Intake;
using Ingest.Core.Sites;

namespace Ingest.Core.Enrichment;

/// <summary>One event on its way through the enrichers: what was sent, what is known of the request, and the draft being made.</summary>
/// <remarks>Hot path: no allocation per event. One per worker.</remarks>
public sealed class EnrichmentContext
{
    private readonly LastHash _userAgentHash = new();

    // Of this request or an earlier one: a result of this request that has no token tells which.
    private int _tokenIndex;

    /// <summary>The request the event came with.</summary>
    public IntakeRequest Request { get; private set; } = null!;

    /// <summary>The event's place in its request: 0 for a single message.</summary>
    public int Index { get; private set; }

    /// <summary>The event as sent.</summary>
    public EventPayload Payload { get; private set; } = null!;

    /// <summary>The event as it will be stored.</summary>
    public EventDraft Draft { get; } = new();

    /// <summary>The website; set by the site step. Null for links and pixels.</summary>
    public SiteEntry? Site { get; set; }

    /// <summary>What the user agent tells; set by the bot step, shared and immutable.</summary>
    public UserAgentFacts UserAgentFacts { get; set; } = UserAgentFacts.Unknown;

    /// <summary>The pattern of a bot whose event is kept aside; null for every other event.</summary>
    public string? KeptBotRule { get; set; }

    /// <summary>Where the event's result goes.</summary>
    public ref ItemResult Result => ref Request.Result(Index);

    /// <summary>The user agent: the payload's, else the header's; empty when there is none.</summary>
    public ReadOnlySpan<byte> UserAgent =>
        Payload[PayloadField.UserAgent].IsEmpty ? Request.Arena[Request.Context.UserAgent] : Payload[PayloadField.UserAgent];

    /// <summary>Stands for <see cref="UserAgent"/> in tables in memory.</summary>
    internal UInt128 UserAgentKey => _userAgentHash.Of(UserAgent);

    /// <summary>Who sent the last event.</summary>
    internal VisitorMemo LastVisitor { get; } = new();

    /// <summary>Stands for tokens in tables in memory.</summary>
    internal LastHash TokenHash { get; } = new();

    /// <summary>
    /// True when the reply may need this event's token: a batch's carries one, that of its first stored message. Of the earlier ones only the last
    /// that has a token can be it, as each before it was refused when it was written.
    /// </summary>
    internal bool NeedsToken =>
        !Request.IsBatch || _tokenIndex >= Index
        || Request.Result(_tokenIndex) is not { Reason: RejectionReason.None or RejectionReason.Duplicate, Token.IsPresent: true };

    /// <summary>Ids for events that came without one.</summary>
    internal RandomIds Ids { get; } = new();

    /// <summary>The client address as text: the payload's, else the request's; empty when there is none. Never stored.</summary>
    public ReadOnlySpan<byte> ClientAddress =>
        Payload[PayloadField.Ip].IsEmpty ? Request.Arena[Request.Context.ClientAddress] : Payload[PayloadField.Ip];

    /// <summary>Turns to the next event.</summary>
    public void Start(IntakeRequest request, int index)
    {
        (Request, Payload, Index) = (request, request.Payload(index), index);
        (Site, UserAgentFacts, KeptBotRule) = (null, UserAgentFacts.Unknown, null);
        Draft.Clear();
    }

    /// <summary>Puts the token into the event's result; call it only when <see cref="NeedsToken"/>.</summary>
    internal void Give(Utf8Slice token) => (Result.Token, _tokenIndex) = (token, Index);
}
