namespace Ingest.Core.Diagnostics;

/// <summary>The answer of one readiness check.</summary>
/// <param name="Name">Lower-case name of the part.</param>
/// <param name="IsReady">True when the part can do its work.</param>
/// <param name="Reason">Why not, in words for an operator; null when ready.</param>
public sealed record ReadinessCheck(string Name, bool IsReady, string? Reason)
{
    /// <summary>The part can do its work.</summary>
    public static ReadinessCheck Ready(string name) => new(name, IsReady: true, Reason: null);

    /// <summary>The part cannot do its work.</summary>
    public static ReadinessCheck NotReady(string name, string reason) => new(name, IsReady: false, reason);
}
