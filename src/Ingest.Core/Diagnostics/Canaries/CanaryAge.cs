namespace Ingest.Core.Diagnostics.Canaries;

/// <summary>How old the newest canary is that has come so far.</summary>
/// <param name="Sink">The sink that has taken it; null for the log.</param>
/// <param name="Age">Time since it was sent.</param>
/// <param name="BatchAgeMax">How long a healthy batch of the sink may wait before it is sent; zero for the log.</param>
public readonly record struct CanaryAge(string? Sink, TimeSpan Age, TimeSpan BatchAgeMax);
