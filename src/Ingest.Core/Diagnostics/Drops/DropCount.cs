using System.Runtime.InteropServices;

namespace Ingest.Core.Diagnostics.Drops;

/// <summary>One count on its way into the log.</summary>
/// <param name="RecordId">Identity of the record: a count that is written twice, because nobody knew whether it was written once, is read once.</param>
/// <param name="Key">What was counted.</param>
/// <param name="Events">How many.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct DropCount(Guid RecordId, DropKey Key, long Events);
