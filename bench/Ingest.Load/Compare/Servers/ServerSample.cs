namespace Ingest.Load.Compare.Servers;

/// <summary>How a server was doing at an instant.</summary>
/// <param name="At">The instant, by the monotonic clock.</param>
/// <param name="Requests">Replies that the generator had counted.</param>
/// <param name="CpuSeconds">Processor time of the server.</param>
/// <param name="EngineCpuSeconds">Processor time of its engine.</param>
/// <param name="MachineCpuSeconds">Processor time of everything on the machine.</param>
/// <param name="OwnCpuSeconds">Processor time of everything that this comparison runs.</param>
/// <param name="ResidentBytes">Resident memory of the server.</param>
/// <param name="Metrics">Its metrics; null for the bare endpoint.</param>
internal sealed record ServerSample(
    long At, long Requests, double CpuSeconds, double EngineCpuSeconds, double MachineCpuSeconds, double OwnCpuSeconds, long ResidentBytes, MetricsText? Metrics);
