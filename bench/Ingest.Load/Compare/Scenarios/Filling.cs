using Ingest.Load.Compare.Racing;
using Ingest.Load.Compare.Servers;

namespace Ingest.Load.Compare.Scenarios;

/// <summary>Fills a server, and waits for its sink and its engine.</summary>
internal static class Filling
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan DeliveryMax = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(1);

    // Of one processor; an engine that has nothing to do takes a few hundredths.
    private const double IdleShareMax = 0.1;

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

    /// <summary>Waits until the sink has everything and its engine has merged it: until then the two take a share of the processors.</summary>
    /// <exception cref="CompareException">It takes too long.</exception>
    public static async Task RestAsync(this CompareContext context, TestServer server)
    {
        await context.DeliverAsync(server);
        var from = context.Time.GetTimestamp();
        double before, after = server.Engine.Sum(ProcessFigures.CpuSeconds);
        do
        {
            if (context.Time.GetElapsedTime(from) > DeliveryMax)
            {
                throw new CompareException($"The engine was still at work {DeliveryMax.TotalMinutes:0} minutes after the last event.");
            }

            await Task.Delay(Look, context.Time, context.Stop);
            (before, after) = (after, server.Engine.Sum(ProcessFigures.CpuSeconds));
        }
        while (after - before > IdleShareMax * Look.TotalSeconds);
    }
}
