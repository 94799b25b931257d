using Ingest.Core.Intake;

namespace Ingest.Commands;

/// <summary>What each reason means, and what to do, in one line for a person.</summary>
internal static class RejectionAdvice
{
    private static readonly Dictionary<string, string> ByName = new(StringComparer.Ordinal)
    {
        [RejectionNames.Of(RejectionReason.Invalid)] = "The body is no JSON, or a field has the wrong shape. The reply names each fault: look at it in the browser's network tab.",
        [RejectionNames.Of(RejectionReason.UnknownSite)] = "The website id is not registered, or its site was deleted. Compare it with 'ingest site list --all', or register it with 'ingest site add --id'. Of the stages link and pixel: somebody opens a slug that is not registered, see 'ingest link list --all' and 'ingest pixel list --all'.",
        [RejectionNames.Of(RejectionReason.Bot)] = "The user agent is a bot's. Nothing to do; Bots:Keep keeps them aside in view_bots, Clients:DisableBotCheck takes them for visitors.",
        [RejectionNames.Of(RejectionReason.BlockedAddress)] = "The client is on an ignore list. If it should count, take it out of Addresses:IgnoredAddresses, or of the site's own: 'ingest site show', 'ingest site edit --ignore'.",
        [RejectionNames.Of(RejectionReason.TooLarge)] = "The body or the event is over its limit. Send less, or raise Intake:SendBytesMax or Intake:BatchBytesMax.",
        [RejectionNames.Of(RejectionReason.TooManyItems)] = "The batch has too many messages. Split it, or raise Intake:BatchItemsMax.",
        [RejectionNames.Of(RejectionReason.UnknownEncoding)] = "The body is compressed in a way that is not understood. Send gzip, deflate, br, or none.",
        [RejectionNames.Of(RejectionReason.Overloaded)] = "The queue was full or late. Clients were told to send again; if it lasts, look at the processors and at the log's disk.",
        [RejectionNames.Of(RejectionReason.LogUnavailable)] = "The log could not be written. Clients were told to send again; check the disk, and what /health/ready says.",
        [RejectionNames.Of(RejectionReason.Stopping)] = "The server was stopping. Clients were told to send again: nothing to do.",
        [RejectionNames.Of(RejectionReason.Fault)] = "A fault of the server. Its log has an error at that time: report it.",
        [RejectionNames.Of(RejectionReason.LogFull)] = "The log may take no more disk. Clients were told to send again; see why a sink does not take what waits, free disk, or raise Log:MaxBytes.",
        [RejectionNames.Of(RejectionReason.Duplicate)] = "The same eventId had been stored before: a repeated sending, as it should be. Nothing to do.",
        [RejectionNames.Of(RejectionReason.ForeignOrigin)] = "The event did not come from a page of the site's domains. If it should count, add its domain: 'ingest site show', 'ingest site edit --domain'. Servers send with a key: 'ingest key create --scope send:SITE'.",
        [RejectionNames.Of(RejectionReason.Timestamp)] = "The event has a timestamp, which this site takes of keys alone, or of nobody: 'ingest site show', 'ingest site edit --timestamps'.",
        [RejectionNames.Of(RejectionReason.AddressRate)] = "One address sent more than RateLimits:AddressPerSecond. A backend sends with a key: 'ingest key create --scope send:SITE'; a proxy has to name its clients.",
        [RejectionNames.Of(RejectionReason.SiteRate)] = "The site has more than RateLimits:SitePerSecond, or its own rate: 'ingest site show', 'ingest site edit --rate'.",
        [RejectionNames.Of(RejectionReason.WrongKey)] = "The key is none, or was revoked: 'ingest key list --all'.",
    };

    /// <summary>The line for a reason; one for reasons of another version.</summary>
    public static string Of(string reason) => ByName.GetValueOrDefault(reason, "Not known to this version: ask the version that runs as the server.");
}
