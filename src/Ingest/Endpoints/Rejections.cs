using System.Text;
using Ingest.Core.Intake;

namespace Ingest.Endpoints;

/// <summary>How a rejection looks from outside: the one place where reasons meet HTTP.</summary>
/// <param name="Status">HTTP status of a single message, or of a whole request.</param>
/// <param name="Name">Value of the <c>X-Ingest-Dropped</c> header.</param>
/// <param name="Body">The reply's JSON; empty when the parser writes it.</param>
/// <param name="IsTransient">True when the client should come back: the reply carries <c>Retry-After</c>.</param>
internal sealed record Rejection(int Status, string Name, byte[] Body, bool IsTransient);

/// <summary>Maps every <see cref="RejectionReason"/> to its <see cref="Rejection"/>. Shapes and codes are Umami's.</summary>
internal static class Rejections
{
    private static readonly Rejection[] ByReason = Build();

    /// <summary>The reply to a reason.</summary>
    public static Rejection Of(RejectionReason reason) => ByReason[(int)reason];

    private static Rejection[] Build()
    {
        var table = new Rejection[Enum.GetValues<RejectionReason>().Length];
        Add(RejectionReason.None, 200, "");
        Add(RejectionReason.Invalid, 400, Error("Bad request", "bad-request", 400));
        Add(RejectionReason.UnknownSite, 400, Error("Website not found.", "bad-request", 400));
        Add(RejectionReason.Bot, 200, """{"beep":"boop"}""");
        Add(RejectionReason.BlockedAddress, 403, Error("Forbidden", "forbidden", 403));
        Add(RejectionReason.TooLarge, 413, Error("Payload too large", "payload-too-large", 413));
        Add(RejectionReason.TooManyItems, 413, Error("Too many items in the batch", "payload-too-large", 413));
        Add(RejectionReason.UnknownEncoding, 415, Error("Unsupported content encoding", "unsupported-media-type", 415));
        Add(RejectionReason.Overloaded, 503, Error("The server is overloaded, try again", "service-unavailable", 503));
        Add(RejectionReason.LogUnavailable, 503, Error("Events cannot be stored now", "service-unavailable", 503));
        Add(RejectionReason.Stopping, 503, Error("The server is stopping", "service-unavailable", 503));
        Add(RejectionReason.Fault, 500, Error("Server error", "server-error", 500));
        Add(RejectionReason.Duplicate, 200, "");
        Add(RejectionReason.LogFull, 503, Error("No room to store events, try again", "service-unavailable", 503));
        Add(RejectionReason.ForeignOrigin, 403, Error("Origin not allowed", "forbidden", 403));
        Add(RejectionReason.Timestamp, 400, Error("Timestamp not accepted for this website.", "bad-request", 400));
        Add(RejectionReason.AddressRate, 429, Error("Too many events from this address, try again later", "too-many-requests", 429));
        Add(RejectionReason.SiteRate, 429, Error("Too many events of this website, try again later", "too-many-requests", 429));
        Add(RejectionReason.WrongKey, 401, Error("This is no key, or one that was revoked", "unauthorized", 401));
        return table;

        void Add(RejectionReason reason, int status, string body) =>
            table[(int)reason] = new Rejection(status, RejectionNames.Of(reason), Encoding.UTF8.GetBytes(body), status is 429 or 503);
    }

    private static string Error(string message, string code, int status) =>
        $$$"""{"error":{"message":"{{{message}}}","code":"{{{code}}}","status":{{{status}}}}}""";
}
