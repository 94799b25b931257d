using System.Text.Json.Nodes;

namespace Ingest.Endpoints.Description;

// What the collecting paths take and answer, for the OpenAPI document alone: they are read and written by hand (docs/decisions/0008-intake-parsing.md).

/// <summary>One message of a tracker or a server.</summary>
/// <param name="Type"><c>event</c>, <c>identify</c> or <c>performance</c>.</param>
/// <param name="Payload">What happened.</param>
internal sealed record CollectMessage(string Type, CollectPayload Payload);

/// <summary>What happened. Exactly one of <c>website</c>, <c>link</c> and <c>pixel</c> is required; unknown members are ignored.</summary>
/// <param name="Website">Id of the registered site.</param>
/// <param name="Link">Id of a link.</param>
/// <param name="Pixel">Id of a pixel.</param>
/// <param name="Url">Page, absolute or from the root.</param>
/// <param name="Referrer">Page before, absolute or from the root.</param>
/// <param name="Hostname">Host of the page, at most 100 characters.</param>
/// <param name="Title">Title of the page; 500 characters are kept.</param>
/// <param name="Name">Name of a custom event, at most 50 characters; without one it is a page view.</param>
/// <param name="Tag">Tag, at most 50 characters.</param>
/// <param name="Data">Properties of the event, or of the visitor with <c>identify</c>.</param>
/// <param name="Id">The sender's own id of the visitor.</param>
/// <param name="EventId">The sender's own id of the event: the same id of a site is one event, however often it is sent.</param>
/// <param name="Timestamp">When it happened, in Unix seconds; without one, now.</param>
/// <param name="Language">Language, at most 35 characters.</param>
/// <param name="Screen">Screen such as <c>1920x1080</c>, at most 11 characters.</param>
/// <param name="Ip">Address of the client, in place of the sender's. Never stored.</param>
/// <param name="UserAgent">User agent of the client, in place of the sender's.</param>
/// <param name="Browser">Browser, in place of what the user agent tells.</param>
/// <param name="Os">Operating system, in place of what the user agent tells.</param>
/// <param name="Device">Device, in place of what the user agent tells.</param>
/// <param name="Lcp">Largest contentful paint in milliseconds.</param>
/// <param name="Inp">Interaction to next paint in milliseconds.</param>
/// <param name="Cls">Cumulative layout shift.</param>
/// <param name="Fcp">First contentful paint in milliseconds.</param>
/// <param name="Ttfb">Time to first byte in milliseconds.</param>
internal sealed record CollectPayload(
    Guid? Website = null,
    Guid? Link = null,
    Guid? Pixel = null,
    string? Url = null,
    string? Referrer = null,
    string? Hostname = null,
    string? Title = null,
    string? Name = null,
    string? Tag = null,
    JsonObject? Data = null,
    string? Id = null,
    Guid? EventId = null,
    double? Timestamp = null,
    string? Language = null,
    string? Screen = null,
    string? Ip = null,
    string? UserAgent = null,
    string? Browser = null,
    string? Os = null,
    string? Device = null,
    double? Lcp = null,
    double? Inp = null,
    double? Cls = null,
    double? Fcp = null,
    double? Ttfb = null);

/// <summary>The event is on disk; or it is a bot's, and <c>beep</c> alone is there.</summary>
/// <param name="Cache">Token to be sent back as <c>x-umami-cache</c>.</param>
/// <param name="SessionId">Session of the event.</param>
/// <param name="VisitId">Visit of the event.</param>
/// <param name="Beep"><c>boop</c>, for bots.</param>
internal sealed record CollectReply(string? Cache = null, Guid? SessionId = null, Guid? VisitId = null, string? Beep = null);

/// <summary>Why nothing was stored.</summary>
/// <param name="Error">The fault.</param>
internal sealed record CollectFault(CollectFaultDetail Error);

/// <summary>A fault, in Umami's shape.</summary>
/// <param name="Message">In words; of a wrong field, an object that names each.</param>
/// <param name="Code">In one word.</param>
/// <param name="Status">The status of the reply.</param>
internal sealed record CollectFaultDetail(JsonNode Message, string Code, int Status);

/// <summary>What became of a batch.</summary>
/// <param name="Size">Messages.</param>
/// <param name="Processed">Those that were stored, or are bots'.</param>
/// <param name="Errors">The others.</param>
/// <param name="Details">Each of the others.</param>
/// <param name="Cache">Token of the first that is stored.</param>
internal sealed record CollectBatchReply(int Size, int Processed, int Errors, IReadOnlyList<CollectBatchDetail> Details, string? Cache = null);

/// <summary>A message of a batch that was not stored.</summary>
/// <param name="Index">Its place, from 0.</param>
/// <param name="Response">Why.</param>
internal sealed record CollectBatchDetail(int Index, CollectFault Response);

/// <summary>The answer of Umami's health check.</summary>
/// <param name="Ok">True.</param>
internal sealed record HeartbeatReply(bool Ok);
