using Ingest.Load.Compare.Racing;
using Ingest.Load.Compare.Servers;

namespace Ingest.Load.Compare.Scenarios;

/// <summary>Fills a server, and waits for its sink.</summary>
internal static class Filling
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan DeliveryMax = TimeSpan.FromMinutes(10);

    /// <summary>Sends batches, a leg at a time, until a metric of the server reaches a value.</summary>
    public static async Task FillAsync(this CompareContext context, ServerStage stage, Contestant batches, string metric, double value)
    {
        for (var leg = 1; (await batches.Server.MetricsAsync(context.Stop))[metric] < value; leg++)
        {
            await context.LegAsync(stage, batches, leg);
        }
    }

    /// <summary>Waits until the sink has everything.</summary>
    /// <exception cref="CompareException">It takes too long.</exception>
    public static async Task DeliverAsync(this CompareContext context, TestServer server)
    {
        var from = context.Time.GetTimestamp();
        while ((await server.MetricsAsync(context.Stop)).Undelivered > 0)
        {
            if (context.Time.GetElapsedTime(from) > DeliveryMax)
            {
                throw new CompareException($"The backlog was not delivered within {DeliveryMax.TotalMinutes:0} minutes.");
            }

            await Task.Delay(Poll, context.Time, context.Stop);
        }
    }
}
