using System.Runtime.InteropServices;

namespace Ingest.Core.Limits;

/// <summary>A token bucket: how fast it fills, and how much it holds.</summary>
/// <param name="PerSecond">Tokens that are added each second; greater than 0.</param>
/// <param name="Burst">Tokens that it holds when it is full, and may be taken at once; at least 1.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct RateLimit(double PerSecond, double Burst);
