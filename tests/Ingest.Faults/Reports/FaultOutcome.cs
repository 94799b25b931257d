namespace Ingest.Faults.Reports;

/// <summary>What one fault brought.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Kills">Processes that were killed by it.</param>
/// <param name="AtEvent">Events minted by then: those lost by it would be near this number.</param>
/// <param name="IsReached">False: its failpoint was not passed in time, and the process was killed at a random moment instead.</param>
/// <param name="RecoverySeconds">From the kill to the first acknowledged event of the next run, or to the engine's first answer; null where nothing recovers.</param>
internal sealed record FaultOutcome(string Name, int Kills, long AtEvent, bool IsReached, double? RecoverySeconds);
