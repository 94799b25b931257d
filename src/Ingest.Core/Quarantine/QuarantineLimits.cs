namespace Ingest.Core.Quarantine;

/// <summary>
/// How much the quarantine takes, all sinks together. Beyond it nothing is dropped: whoever wants to set something aside waits until somebody
/// has replayed or discarded.
/// </summary>
/// <param name="EntriesMax">Most entries. Default 10,000: far more than a person looks through, and listed in a blink.</param>
/// <param name="BytesMax">Most bytes of all entries. Default 1 GiB: eight files of the log.</param>
public sealed record QuarantineLimits(int EntriesMax = 10_000, long BytesMax = 1L << 30);
