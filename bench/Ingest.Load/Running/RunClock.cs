namespace Ingest.Load.Running;

/// <summary>The times of a run, in nanoseconds of a clock that is never set; shared by the threads.</summary>
internal sealed class RunClock(TimeProvider time)
{
    /// <summary>Nanoseconds in a second.</summary>
    public const long Second = 1_000_000_000;

    private readonly long _frequency = time.TimestampFrequency;
    private long _begin = long.MaxValue;
    private long _measure = long.MaxValue;
    private long _end = long.MaxValue;

    /// <summary>Now.</summary>
    public long Now => _frequency == Second ? time.GetTimestamp() : (long)(time.GetTimestamp() * ((double)Second / _frequency));

    /// <summary>When sending begins; far away until it is known.</summary>
    public long Begin => Volatile.Read(ref _begin);

    /// <summary>When measuring begins.</summary>
    public long Measure => Volatile.Read(ref _measure);

    /// <summary>When sending and measuring end.</summary>
    public long End => Volatile.Read(ref _end);

    /// <summary>Begins the run.</summary>
    public void Start(LoadPlan plan)
    {
        var now = Now;
        Volatile.Write(ref _measure, now + Nanoseconds(plan.WarmUp));
        Volatile.Write(ref _end, now + Nanoseconds(plan.WarmUp + plan.Duration));
        Volatile.Write(ref _begin, now);
    }

    /// <summary>Ends it now, if it has not ended before.</summary>
    public void Stop() => Volatile.Write(ref _end, Math.Min(End, Now));

    /// <summary>A stretch of time in nanoseconds.</summary>
    public static long Nanoseconds(TimeSpan span) => span.Ticks * 100;
}
