namespace Ingest.ClickHouse.Embedded.Supervision;

/// <summary>Decides how long to wait before the process is started again: doubling, up to a limit, and from the start after a long healthy run.</summary>
internal sealed class RestartSchedule
{
    private static readonly TimeSpan First = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan Last = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan HealthyRun = TimeSpan.FromSeconds(60);

    private TimeSpan _next = First;

    public TimeSpan NextAfter(TimeSpan ran)
    {
        if (ran >= HealthyRun)
            _next = First;
        var delay = _next;
        _next = _next * 2 < Last ? _next * 2 : Last;
        return delay;
    }
}
