namespace Ingest.Core.Batching;

/// <summary>Since when the first event of a batch waits. Both are timestamps of the monotonic clock.</summary>
/// <param name="ReadAt">When the worker read it.</param>
/// <param name="TakenAt">When the server took it, perhaps before this run.</param>
internal sealed record BatchWait(long ReadAt, long TakenAt);
