namespace Ingest.Core.Log;

/// <summary>How the log is doing.</summary>
/// <param name="Bytes">Disk space that its segments take.</param>
/// <param name="BytesMax">What they may take at the most; 0 for no such limit.</param>
/// <param name="FreeBytes">Free space of the disk when it was last measured.</param>
/// <param name="FreeBytesMin">What of it is left to others.</param>
/// <param name="Full">Why no event is taken for want of room, and the remedy; null when there is room.</param>
/// <param name="Fault">Why no event is taken because the disk failed; null when it works.</param>
public readonly record struct LogState(long Bytes, long BytesMax, long FreeBytes, long FreeBytesMin, string? Full, string? Fault);
