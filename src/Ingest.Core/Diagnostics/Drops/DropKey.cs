using System.Runtime.InteropServices;
using Ingest.Core.Intake;

namespace Ingest.Core.Diagnostics.Drops;

/// <summary>What dropped events are counted by.</summary>
/// <param name="MinuteMs">Begin of the minute, Unix milliseconds.</param>
/// <param name="SiteId">Registered site that they named, else the nil UUID.</param>
/// <param name="Stage">Stage that dropped them.</param>
/// <param name="Reason">Why.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct DropKey(long MinuteMs, Guid SiteId, string Stage, RejectionReason Reason);
