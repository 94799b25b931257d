using Ingest.Core.Diagnostics;
using Ingest.Core.Log;
using Ingest.Core.Quarantine;
using Microsoft.Extensions.Logging;

namespace Ingest.Core.Batching;

/// <summary>What every sink's worker shares.</summary>
/// <param name="Log">The log they read.</param>
/// <param name="Cursors">Where they stand in it.</param>
/// <param name="Quarantine">Takes the records that a sink refuses.</param>
/// <param name="Tally">Counts what is appended.</param>
/// <param name="Health">Hears of a worker that has ended.</param>
/// <param name="Time">The clock.</param>
/// <param name="Logger">Takes their messages.</param>
public sealed record BatchingContext(
    IEventLog Log,
    SinkCursors Cursors,
    QuarantineStore Quarantine,
    LogTally Tally,
    PipelineHealth Health,
    TimeProvider Time,
    ILogger Logger)
{
    /// <summary>Takes the bytes that cannot be read; without it they are passed and counted alone.</summary>
    public DamageKeeper? Damage { get; init; }
}
