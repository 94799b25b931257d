namespace Ingest.Log.Faster;

/// <summary>What a <see cref="SegmentDevice"/> tells the log.</summary>
/// <param name="WriteFailed">A write or its flush failed: what it wrote may be lost.</param>
/// <param name="Freed">The segments before an address are gone.</param>
/// <param name="DeleteFailed">A segment could not be removed.</param>
internal sealed record DeviceEvents(Action<Exception> WriteFailed, Action<long> Freed, Action<Exception> DeleteFailed);
