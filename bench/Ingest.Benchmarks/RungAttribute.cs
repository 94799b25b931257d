namespace Ingest.Benchmarks;

/// <summary>Names a benchmark in the ladder's table.</summary>
/// <param name="ladder">The ladder it is a rung of.</param>
/// <param name="order">Its place: within one ladder each rung does all that the one before does, and more.</param>
/// <param name="name">What the rung adds.</param>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class RungAttribute(string ladder, int order, string name) : Attribute
{
    public string Ladder => ladder;

    public int Order => order;

    public string Name => name;

    /// <summary>True when other threads work for it: their allocations are its own.</summary>
    public bool IsThreaded { get; init; }
}
