using FsCheck;
using FsCheck.Fluent;
using Ingest.Core.Enrichment;
using Ingest.Core.Intake;

namespace Ingest.Tests.Enrichment;

/// <summary>Which messages of a batch get a token: those before which no message with one is stored.</summary>
public sealed class BatchTokenTests
{
    private static readonly RejectionReason[] Reasons =
        [RejectionReason.None, RejectionReason.Duplicate, RejectionReason.Bot, RejectionReason.LogUnavailable, RejectionReason.UnknownSite, RejectionReason.Invalid];

    private static bool IsStored(RejectionReason reason) => reason is RejectionReason.None or RejectionReason.Duplicate;

    // Requests and contexts are used again and again: what one batch left behind must not decide about the next.
    [Fact]
    public void A_message_gets_one_exactly_when_no_earlier_one_of_its_batch_was_stored_with_one()
    {
        var context = new EnrichmentContext();
        IntakeRequest[] pool = [new IntakeRequest(), new IntakeRequest()];
        var batches = from at in Gen.Choose(0, pool.Length - 1)
                      from reasons in Gen.Frequency((4, Gen.Elements(Reasons)), (3, Gen.Constant(RejectionReason.Bot))).ArrayOf()
                      select (at, reasons);
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(2000), Prop.ForAll(batches.ToArbitrary(), batch =>
        {
            var request = pool[batch.at];
            request.Clear();
            request.IsBatch = true;
            foreach (var reason in batch.reasons)
            {
                request.Add();
            }

            return Enumerable.Range(0, batch.reasons.Length).All(i => TakesAsExpected(context, request, i, batch.reasons[i]));
        }));
    }

    [Fact]
    public void A_single_message_always_gets_one()
    {
        var context = new EnrichmentContext();
        var request = new IntakeRequest();
        request.Add();
        context.Start(request, 0);
        context.Give(request.Arena.Append("token"u8));
        Assert.True(context.NeedsToken);
    }

    private static bool TakesAsExpected(EnrichmentContext context, IntakeRequest request, int index, RejectionReason becomes)
    {
        var expected = !Enumerable.Range(0, index).Any(i => IsStored(request.Result(i).Reason) && request.Result(i).Token.IsPresent);

        // What the parser refused never comes to the steps.
        if (becomes != RejectionReason.Invalid)
        {
            context.Start(request, index);
            if (context.NeedsToken != expected)
            {
                return false;
            }

            // A step may also refuse a message before the one that gives tokens.
            if (expected && becomes != RejectionReason.UnknownSite)
            {
                context.Give(request.Arena.Append("token"u8));
            }
        }

        request.Result(index).Reason = becomes;
        return true;
    }
}
