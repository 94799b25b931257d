using System.Runtime.InteropServices;

namespace Ingest.Core.Intake.EventIds;

/// <summary>What the index held at a moment: every record with a caller-given id before the tail is in it.</summary>
/// <param name="Epoch">The log's epoch, which the address is of.</param>
/// <param name="TailAddress">End of the log at that moment.</param>
/// <param name="Older">The generation before the newest; null while there is none.</param>
/// <param name="OlderCount">Keys in it.</param>
/// <param name="Newest">The generation that is being filled.</param>
/// <param name="NewestCount">Keys in it.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct EventIdMark(int Epoch, long TailAddress, EventIdGeneration? Older, int OlderCount, EventIdGeneration Newest, int NewestCount);
