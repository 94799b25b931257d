using Ingest.Core.Log;
using Ingest.Core.Quarantine;
using Ingest.Settings;

namespace Ingest;

/// <summary>What the pipeline works on and does not make.</summary>
/// <param name="Log">The durable log.</param>
/// <param name="Registries">What is registered.</param>
/// <param name="Quarantine">What was set aside.</param>
/// <param name="CursorPath">Folder of the sinks' cursors.</param>
/// <param name="EventIdPath">Folder of the event ids that are remembered.</param>
internal sealed record PipelineParts(IEventLog Log, Registries Registries, QuarantineStore Quarantine, string CursorPath, string EventIdPath);
