using Ingest.Load.Compare.Racing;
using Ingest.Load.Running;

namespace Ingest.Load.Compare.Reports;

/// <summary>Says how far a comparison is: a line for each leg, and on a terminal one that changes each second.</summary>
/// <param name="output">Where to.</param>
/// <param name="isTerminal">Whether a line there can be written over.</param>
/// <param name="time">The clock.</param>
internal sealed class CompareProgress(TextWriter output, bool isTerminal, TimeProvider time)
{
    private const int LineLength = 110;

    private readonly long _startedAt = time.GetTimestamp();
    private readonly Lock _lock = new();
    private string _scenario = "";
    private TimeSpan _remaining;
    private long _scenarioAt;

    /// <summary>Notes that a scenario begins.</summary>
    /// <param name="scenario">Its name.</param>
    /// <param name="remaining">How long it and those after it take, about.</param>
    public void Begin(string scenario, TimeSpan remaining)
    {
        (_scenario, _remaining, _scenarioAt) = (scenario, remaining, time.GetTimestamp());
        Say("begins");
    }

    /// <summary>Writes a line.</summary>
    public void Say(string text)
    {
        lock (_lock)
        {
            output.Write(isTerminal ? "\r" : "");
            output.WriteLine($"{Clock()}  {_scenario,-12}{text}".PadRight(isTerminal ? LineLength : 0));
            output.Flush();
        }
    }

    /// <summary>Writes the line of a leg.</summary>
    public void Say(Leg leg)
    {
        var allocated = double.IsNaN(leg.AllocatedBytes) ? "" : $", {FigureText.Of(leg.AllocatedBytes)} B allocated";
        Say($"round {leg.Round} {leg.Contestant,-10} {FigureText.Of(leg.Rate),8} events/s, p99 {FigureText.Of(leg.P99)} ms, cpu {FigureText.Of(leg.CpuMicroseconds)} µs a request{allocated}, others took {leg.OthersShare:P0}");
    }

    /// <summary>Writes over the last line.</summary>
    public void Tell(string contestant, int round, LoadProgress told)
    {
        if (!isTerminal)
        {
            return;
        }

        lock (_lock)
        {
            var second = told.Second.Second < 0 ? "warms up" : $"second {told.Second.Second + 1} of {told.Duration.TotalSeconds:0}";
            output.Write($"\r{Clock()}  {_scenario,-12}round {round} {contestant}, {second}, {told.Second.Counts.EventsAcknowledged:#,0} events".PadRight(LineLength));
            output.Flush();
        }
    }

    private string Clock()
    {
        var left = _remaining - time.GetElapsedTime(_scenarioAt);
        return $"{FigureText.Of(time.GetElapsedTime(_startedAt))}, {FigureText.Of(left > TimeSpan.Zero ? left : TimeSpan.Zero)} left";
    }
}
