namespace Ingest.Core.Diagnostics;

/// <summary>The named checks behind <c>/health/ready</c>: the process is ready when every one of them is.</summary>
/// <remarks>Checks are added while the process is wired, before the first evaluation.</remarks>
public sealed class Readiness
{
    private readonly List<Func<IEnumerable<ReadinessCheck>>> _checks = [];

    /// <summary>Adds a check. It is called on each evaluation, must be quick and must not throw.</summary>
    public void Add(Func<ReadinessCheck> check) => _checks.Add(() => [check()]);

    /// <summary>Adds the checks of parts that come and go.</summary>
    public void Add(Func<IEnumerable<ReadinessCheck>> checks) => _checks.Add(checks);

    /// <summary>Asks every check, in the order they were added.</summary>
    public IReadOnlyList<ReadinessCheck> Evaluate() => [.. _checks.SelectMany(checks => checks())];
}
