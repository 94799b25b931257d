namespace Ingest.Faults.Load;

/// <summary>Some events of consecutive numbers, sent in one request.</summary>
/// <param name="First">Number of the first.</param>
/// <param name="Count">How many.</param>
/// <param name="IsBatch">As a batch, or as a single message.</param>
/// <param name="MayBeStored">True when it was sent before and no answer came.</param>
internal readonly record struct CollectRequest(long First, int Count, bool IsBatch, bool MayBeStored = false);
