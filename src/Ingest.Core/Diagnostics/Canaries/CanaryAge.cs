namespace Ingest.Core.Diagnostics.Canaries;

/// <summary>How old the newest canary is that has come so far.</summary>
/// <param name="Sink">The sink that has taken it; null for the log.</param>
/// <param name="Age">Time since it was sent.</param>
public readonly record struct CanaryAge(string? Sink, TimeSpan Age);
