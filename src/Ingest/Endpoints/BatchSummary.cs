using Ingest.Core.Intake;

namespace Ingest.Endpoints;

/// <summary>What a batch's reply says of all its messages together.</summary>
/// <param name="Errors">Messages answered with an error.</param>
/// <param name="Bots">Messages dropped as a bot's, which Umami counts as processed.</param>
/// <param name="FirstStored">Index of the first stored message; -1 when none was.</param>
/// <param name="Dropped">The distinct reasons of what was not stored, for the header; empty when all was.</param>
/// <param name="Unavailable">The reason when the server could store nothing at all: the whole batch may be sent again.</param>
internal readonly record struct BatchSummary(int Errors, int Bots, int FirstStored, string Dropped, RejectionReason Unavailable)
{
    /// <summary>Summarises the results of a request.</summary>
    public static BatchSummary Of(IntakeRequest request)
    {
        var (errors, bots, firstStored, reasons, unavailable) = (0, 0, -1, 0, RejectionReason.None);
        for (var i = 0; i < request.Count; i++)
        {
            var reason = request.Result(i).Reason;
            reasons |= 1 << (int)reason;
            if (reason == RejectionReason.None)
            {
                firstStored = firstStored < 0 ? i : firstStored;
                continue;
            }

            unavailable = Rejections.Of(reason).IsTransient ? reason : unavailable;
            _ = reason == RejectionReason.Bot ? bots++ : errors++;
        }

        // A batch of which one part is stored is never asked for again: it would be stored twice.
        return new BatchSummary(errors, bots, firstStored, Names(reasons & ~1), firstStored < 0 ? unavailable : RejectionReason.None);
    }

    private static string Names(int reasons) =>
        reasons == 0
            ? ""
            : string.Join(", ", Enum.GetValues<RejectionReason>().Where(r => (reasons & (1 << (int)r)) != 0).Select(r => Rejections.Of(r).Name));
}
