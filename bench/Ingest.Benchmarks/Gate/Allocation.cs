namespace Ingest.Benchmarks.Gate;

/// <summary>What a rung was found to allocate.</summary>
/// <param name="Name">Its class and method, and its parameters.</param>
/// <param name="Bytes">Bytes of one event.</param>
/// <param name="IsThreaded">True when other threads work for it.</param>
internal sealed record Allocation(string Name, double Bytes, bool IsThreaded);
