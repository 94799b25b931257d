using System.Globalization;
using Ingest.Core.Sinks;

namespace Ingest.Core.Diagnostics;

/// <summary>
/// Decides whether a sink's worker does its work. A sink that answers with errors leaves the process ready: the log takes the events, and
/// the age and count of what is undelivered are shown. A worker that has ended, or neither succeeds nor fails, does not.
/// </summary>
public static class SinkReadiness
{
    // A sink that has neither succeeded nor failed for longer than any delivery may take has stalled.
    private const double StalledDeliveries = 1.5;

    /// <summary>Judges a state.</summary>
    public static ReadinessCheck Check(SinkState state)
    {
        var name = $"sink {state.Name}";
        if (state.Fault is not null)
        {
            return ReadinessCheck.NotReady(name, $"its worker has ended: {state.Fault}");
        }

        var limit = state.BatchAgeMax + (state.DeliveryTimeout * StalledDeliveries);
        return IsStalled(state, limit)
            ? ReadinessCheck.NotReady(
                name,
                string.Create(CultureInfo.InvariantCulture, $"no delivery has succeeded or failed for {limit}, and events wait for {state.WaitingFor}"))
            : ReadinessCheck.Ready(name);
    }

    // After an outage the oldest event stays old for long while batch after batch is delivered: the last success tells them apart.
    private static bool IsStalled(SinkState state, TimeSpan limit) =>
        state.ConsecutiveFailures == 0
        && state.WaitingFor > limit
        && state.SinceSuccess > limit;
}
