namespace Ingest.Load.Verifying;

/// <summary>What is stored of a run.</summary>
/// <param name="Rows">Events as read.</param>
/// <param name="Distinct">Distinct messages among them.</param>
/// <param name="Unknown">Messages of unknown outcome among those; null when their numbers were not kept.</param>
internal sealed record ArrivalCounts(long Rows, long Distinct, long? Unknown);
