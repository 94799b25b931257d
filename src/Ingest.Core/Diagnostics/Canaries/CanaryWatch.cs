using System.Globalization;
using Ingest.Core.Sinks;

namespace Ingest.Core.Diagnostics.Canaries;

/// <summary>Looks how far the canaries have come: for readiness, and for the gauge.</summary>
/// <param name="options">When an age is too old.</param>
/// <param name="canary">Who sends them.</param>
/// <param name="sinks">The sinks of now.</param>
public sealed class CanaryWatch(CanaryOptions options, Canary canary, Func<IReadOnlyList<SinkState>> sinks)
{
    // Beyond the interval: longer than the queue's wait and any commit of a disk that works, shorter than a supervisor's patience.
    private static readonly TimeSpan CommitAgeMax = TimeSpan.FromSeconds(30);

    /// <summary>The age at the log, then at each sink; nothing when no canaries are sent.</summary>
    public IEnumerable<CanaryAge> Ages() => options.IsOn
        ? [new CanaryAge(Sink: null, canary.CommittedAge, TimeSpan.Zero), .. sinks().Select(state => new CanaryAge(state.Name, state.CanaryAge, state.BatchAgeMax))]
        : [];

    /// <summary>Not ready while the newest canary is too old, at the log or at a sink.</summary>
    public IEnumerable<ReadinessCheck> Check() => Ages().Select(age => age.Sink is null
        ? Judge("canary log", age.Age, options.Interval + CommitAgeMax, "nothing has been committed")
        : Judge($"canary {age.Sink}", age.Age, options.AgeMax == TimeSpan.Zero ? TimeSpan.MaxValue : options.AgeMax + age.BatchAgeMax, "nothing has been delivered"));

    /// <summary>Shows the ages in the gauge until the result is disposed.</summary>
    public IDisposable AddGauge() => CanaryGauge.Add(Ages);

    private static ReadinessCheck Judge(string name, TimeSpan age, TimeSpan ageMax, string fault) => age <= ageMax
        ? ReadinessCheck.Ready(name)
        : ReadinessCheck.NotReady(name, string.Create(CultureInfo.InvariantCulture, $"{fault} for {age}, and {ageMax} is the limit"));
}
