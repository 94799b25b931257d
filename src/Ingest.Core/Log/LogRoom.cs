using System.Globalization;
using Ingest.Core.Files;

namespace Ingest.Core.Log;

/// <summary>
/// How far the log may grow. Room is taken in steps ahead of the tail, each checked against <see cref="LogOptions.MaxBytes"/>, the free-space
/// floor and the disk itself; an event is refused before it is appended when the next step cannot be had. Thread-safe.
/// </summary>
/// <remarks>
/// Hot path: no allocation per event, and one comparison with <see cref="GrantedUntil"/>. What is appended in memory lies in granted room, so
/// nothing in flight is left without. A full log asks the disk again every second.
/// </remarks>
public sealed class LogRoom(LogOptions options, long stepBytes, TimeProvider time)
{
    private static readonly TimeSpan RetryInterval = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private ILogDisk? _disk;
    private long _grantedUntil;
    private long _first;
    private long _wantedUntil;
    private long _triedAt;
    private bool _isDue;
    private long _freeBytes;
    private long _floorBytes;
    private volatile Refusal? _refusal;

    /// <summary>Addresses before this one have room on disk.</summary>
    public long GrantedUntil => Volatile.Read(ref _grantedUntil);

    /// <summary>Says where the log lies and what of it is there: after its opening, and again after a failure.</summary>
    /// <param name="disk">The disk.</param>
    /// <param name="first">First address that takes room.</param>
    /// <param name="until">Everything before is on disk.</param>
    public void Attach(ILogDisk disk, long first, long until)
    {
        lock (_gate)
        {
            (_disk, _first, _isDue) = (disk, first, true);
            Volatile.Write(ref _grantedUntil, until);
            Measure();
        }
    }

    /// <summary>Gets room up to an address. False: there is none for now.</summary>
    public bool TryGrant(long until)
    {
        if (_refusal is not null && !IsDue())
        {
            return false;
        }

        lock (_gate)
        {
            return until <= _grantedUntil || ((_refusal is null || IsDue()) && TryExtend(until));
        }
    }

    /// <summary>Notes that the segments before an address are gone from the disk.</summary>
    public void Free(long before)
    {
        lock (_gate)
        {
            (_first, _isDue) = (Math.Max(_first, before), true);
        }
    }

    /// <summary>Measures the disk, and when the log is full tries again to get the room that was refused. Called every second or so.</summary>
    public void Refresh()
    {
        lock (_gate)
        {
            Measure();
            if (_refusal is not null)
            {
                TryExtend(_wantedUntil);
            }
        }
    }

    /// <summary>How the log is doing. Takes no lock: a disk that hangs must not hang who asks for it.</summary>
    /// <param name="fault">Why the log has failed, when it has.</param>
    public LogState State(string? fault)
    {
        var refusal = _refusal;
        return new LogState(
            Math.Max(0, GrantedUntil - Volatile.Read(ref _first)),
            options.MaxBytes,
            Volatile.Read(ref _freeBytes),
            Volatile.Read(ref _floorBytes),
            refusal is { IsShortage: true } ? refusal.Text : null,
            fault ?? (refusal is { IsShortage: false } ? refusal.Text : null));
    }

    private bool IsDue() => Volatile.Read(ref _isDue) || time.GetElapsedTime(Volatile.Read(ref _triedAt)) >= RetryInterval;

    private bool TryExtend(long until)
    {
        (_wantedUntil, _triedAt, _isDue) = (until, time.GetTimestamp(), false);
        var target = (until + stepBytes - 1) / stepBytes * stepBytes;
        try
        {
            _refusal = Refuse(target);
            if (_refusal is null)
            {
                _disk!.Allocate(_grantedUntil, target);
                Volatile.Write(ref _grantedUntil, target);
            }
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            _refusal = DiskSpace.IsShortage(fault)
                ? new Refusal(IsShortage: true, $"the disk of Log:Path is full ({fault.Message}); free some of it, and events are taken again")
                : new Refusal(IsShortage: false, $"the log cannot grow: {fault.Message} Check the disk of Log:Path");
        }

        return _refusal is null;
    }

    private Refusal? Refuse(long target)
    {
        if (options.MaxBytes > 0 && target - _first > options.MaxBytes)
        {
            return new Refusal(IsShortage: true, string.Create(
                CultureInfo.InvariantCulture,
                $"the log has reached Log:MaxBytes ({options.MaxBytes}): a sink does not keep up. It goes on when the sink has taken what waits, or with a larger Log:MaxBytes"));
        }

        Measure();
        return _floorBytes == 0 || _freeBytes - (target - _grantedUntil) >= _floorBytes
            ? null
            : new Refusal(IsShortage: true, string.Create(
                CultureInfo.InvariantCulture,
                $"the disk of Log:Path has {_freeBytes} bytes free, and Log:FreeBytesMin leaves {_floorBytes} of them to others: free some of it, or lower Log:FreeBytesMin"));
    }

    private void Measure()
    {
        var space = MeasureOrNothing();
        Volatile.Write(ref _freeBytes, space.FreeBytes);
        Volatile.Write(ref _floorBytes, options.FloorOf(space));
    }

    // A disk that does not say how full it is says so when it is written to.
    private DiskSpace MeasureOrNothing()
    {
        try
        {
            return _disk!.Measure();
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return default;
        }
    }

    private sealed record Refusal(bool IsShortage, string Text);
}
