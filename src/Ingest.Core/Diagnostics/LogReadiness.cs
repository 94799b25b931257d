using Ingest.Core.Log;

namespace Ingest.Core.Diagnostics;

/// <summary>Decides whether the log takes events.</summary>
public static class LogReadiness
{
    private const string Name = "log";

    /// <summary>Judges a state.</summary>
    /// <param name="state">The log's.</param>
    /// <param name="failure">What made the last commit fail.</param>
    public static ReadinessCheck Check(LogState state, Exception? failure) =>
        (failure?.Message ?? state.Fault ?? state.Full) is { } reason ? ReadinessCheck.NotReady(Name, reason) : ReadinessCheck.Ready(Name);
}
