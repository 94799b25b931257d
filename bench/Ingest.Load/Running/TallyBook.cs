namespace Ingest.Load.Running;

/// <summary>One thread's counts: always those of the present second. Seconds that are past are handed over, empty ones too.</summary>
/// <remarks>Hot path: no allocation per event.</remarks>
internal sealed class TallyBook(RunShared shared, bool isFirst)
{
    private readonly RunClock _clock = shared.Clock;
    private IntervalTally _now = new();
    private long _until = long.MinValue;

    /// <summary>Processor time of the process when measuring began, and when it ended; told by the first thread alone.</summary>
    public (TimeSpan Begin, TimeSpan End) Cpu { get; private set; }

    /// <summary>The counts of the second of a time.</summary>
    public IntervalTally At(long now) => now < _until && now < _clock.End ? _now : AtSlow(now);

    /// <summary>Hands over the last counts.</summary>
    public void Close() => shared.Tallies.Writer.TryWrite(_now);

    private IntervalTally AtSlow(long now)
    {
        if (now >= _clock.End)
        {
            if (_now.Second != IntervalTally.AfterEnd)
            {
                Turn(IntervalTally.AfterEnd);
                _until = long.MaxValue;
                Cpu = (Cpu.Begin, CpuNow());
            }

            return _now;
        }

        var second = (int)Math.Floor((now - _clock.Measure) / (double)RunClock.Second);
        if (_until == long.MinValue)
        {
            _now.Second = second;
            Cpu = (CpuNow(), default);
        }

        while (_now.Second < second)
        {
            Turn(_now.Second + 1);
        }

        _until = _clock.Measure + ((second + 1) * RunClock.Second);
        return _now;
    }

    private void Turn(int second)
    {
        shared.Tallies.Writer.TryWrite(_now);
        _now = new IntervalTally { Second = second };
        if (second == 0)
        {
            Cpu = (CpuNow(), default);
        }
    }

    private TimeSpan CpuNow() => isFirst ? Environment.CpuUsage.TotalTime : default;
}
