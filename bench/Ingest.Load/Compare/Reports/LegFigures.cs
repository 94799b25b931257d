using Ingest.Load.Compare.Racing;

namespace Ingest.Load.Compare.Reports;

/// <summary>The figures of one leg, as reports keep them: rates a second, latencies in milliseconds, processor time in microseconds a request.</summary>
internal sealed record LegFigures(
    string Scenario,
    string Contestant,
    int Round,
    int Connections,
    double? RateAsked,
    int BatchSize,
    double Seconds,
    double Events,
    double Requests,
    double P50,
    double P99,
    double Max,
    double ServerCpu,
    double EngineCpu,
    double GeneratorCpu,
    double? AllocatedBytes,
    double ResidentMegabytes,
    double OthersShare,
    long EventsRefused,
    long TransportFaults)
{
    private const int Digits = 4;

    /// <summary>Of a leg.</summary>
    public static LegFigures Of(string scenario, Leg leg)
    {
        var (plan, result) = (leg.Result.Plan, leg.Result);
        return new LegFigures(
            scenario,
            leg.Contestant,
            leg.Round,
            plan.Connections,
            plan.Rate,
            plan.BatchSize,
            Short(result.Seconds),
            Short(leg.Rate),
            Short(leg.Requests),
            Short(leg.P50),
            Short(leg.P99),
            Short(result.Latency.Max / 1e6),
            Short(leg.CpuMicroseconds),
            Short(leg.EngineCpuMicroseconds),
            Short(1e6 * result.GeneratorCpuSeconds / Math.Max(1, result.Measured.Requests)),
            double.IsNaN(leg.AllocatedBytes) ? null : Short(leg.AllocatedBytes),
            Short(leg.Samples[^1].ResidentBytes / 1e6),
            Short(leg.OthersShare),
            result.Measured.EventsRefused,
            result.Measured.TransportFaults);
    }

    private static double Short(double value) => double.IsFinite(value) ? Math.Round(value, Digits) : 0;
}
