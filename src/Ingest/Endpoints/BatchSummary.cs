using System.Globalization;
using Ingest.Core.Intake;

namespace Ingest.Endpoints;

/// <summary>What a batch's reply says of all its messages together.</summary>
/// <param name="Errors">Messages answered with an error.</param>
/// <param name="Bots">Messages dropped as a bot's, which Umami counts as processed.</param>
/// <param name="FirstToken">Index of the message whose token the reply carries: the first that is stored, be it since earlier; -1 when none is.</param>
/// <param name="Dropped">The distinct reasons of what was not stored, for the header; empty when all was.</param>
/// <param name="DroppedCounts">The same with their numbers, <c>bot=3, duplicate=17</c>.</param>
/// <param name="Unavailable">The reason when the server could store nothing at all: the whole batch may be sent again.</param>
internal readonly record struct BatchSummary(
    int Errors, int Bots, int FirstToken, string Dropped, string DroppedCounts, RejectionReason Unavailable)
{
    private static readonly int ReasonCount = Enum.GetValues<RejectionReason>().Length;

    /// <summary>Summarises the results of a request.</summary>
    public static BatchSummary Of(IntakeRequest request)
    {
        Span<int> counts = stackalloc int[ReasonCount];
        var (firstToken, unavailable) = (-1, RejectionReason.None);
        for (var i = 0; i < request.Count; i++)
        {
            var reason = request.Result(i).Reason;
            counts[(int)reason]++;
            firstToken = firstToken < 0 && reason is RejectionReason.None or RejectionReason.Duplicate ? i : firstToken;
            unavailable = Rejections.Of(reason).IsTransient ? reason : unavailable;
        }

        var stored = counts[(int)RejectionReason.None];
        var bots = counts[(int)RejectionReason.Bot];
        var errors = request.Count - stored - bots - counts[(int)RejectionReason.Duplicate];

        // A batch of which one part is stored is never asked for again: it would be stored twice. Messages that were there already are no such part.
        return new BatchSummary(
            errors, bots, firstToken, Text(counts, withNumbers: false), Text(counts, withNumbers: true), stored == 0 ? unavailable : RejectionReason.None);
    }

    private static string Text(ReadOnlySpan<int> counts, bool withNumbers)
    {
        var parts = new List<string>();
        for (var i = (int)RejectionReason.None + 1; i < counts.Length; i++)
        {
            if (counts[i] > 0)
            {
                var name = Rejections.Of((RejectionReason)i).Name;
                parts.Add(withNumbers ? string.Create(CultureInfo.InvariantCulture, $"{name}={counts[i]}") : name);
            }
        }

        return string.Join(", ", parts);
    }
}
