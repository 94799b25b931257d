using System.Collections.Concurrent;

namespace Ingest.Core.Diagnostics;

/// <summary>The parts of the pipeline that have ended for good. Empty in a healthy process; only a restart empties it again.</summary>
public sealed class PipelineHealth
{
    private readonly ConcurrentDictionary<string, string> _faults = new(StringComparer.Ordinal);

    /// <summary>The parts that have failed, each with the first reason it gave.</summary>
    public IReadOnlyDictionary<string, string> Faults => _faults;

    /// <summary>Notes that a part has failed for good: a failed commit, a loop that has ended.</summary>
    public void Fail(string part, string reason) => _faults.TryAdd(part, reason);

    /// <summary>Not ready once any part has failed.</summary>
    public ReadinessCheck Check() => _faults.IsEmpty
        ? ReadinessCheck.Ready("pipeline")
        : ReadinessCheck.NotReady("pipeline", string.Join("; ", _faults.OrderBy(fault => fault.Key).Select(fault => $"{fault.Key}: {fault.Value}")));
}
