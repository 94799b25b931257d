using Ingest.Load.Traffic;

namespace Ingest.Load.Running;

/// <summary>The schedule of an open loop, of one thread: when each request is meant to be sent, and those that wait for a connection.</summary>
/// <remarks>Hot path: no allocation per event.</remarks>
internal sealed class Arrivals
{
    private readonly long[] _waiting;
    private readonly double _gap;
    private readonly bool _isPoisson;
    private readonly double _phase;
    private Dice _dice;
    private double _next = double.NaN;
    private long _first;
    private int _begin;

    /// <summary>Prepares the share of one thread.</summary>
    public Arrivals(LoadPlan plan, int thread)
    {
        _waiting = new long[Math.Max(1, plan.QueueMax / plan.Threads)];
        _gap = RunClock.Second * plan.Threads / plan.Rate!.Value;
        _isPoisson = plan.Arrivals == ArrivalPattern.Poisson;
        _phase = (double)thread / plan.Threads;
        _dice = Dice.Of(plan.Seed ^ 0xA441_7A15, (ulong)thread);
    }

    /// <summary>Requests that are due and not sent.</summary>
    public int Waiting { get; private set; }

    /// <summary>Puts what is due by now into the queue.</summary>
    /// <returns>How many found it full.</returns>
    public int Advance(long begin, long now)
    {
        if (double.IsNaN(_next))
        {
            _first = begin;
            _next = _isPoisson ? Gap() : _gap * _phase;
        }

        var unsent = 0;
        for (; _next <= now - _first; _next += Gap())
        {
            if (Waiting == _waiting.Length)
            {
                unsent++;
                continue;
            }

            _waiting[(_begin + Waiting++) % _waiting.Length] = _first + (long)_next;
        }

        return unsent;
    }

    /// <summary>Nanoseconds until the next request is due.</summary>
    public long Until(long now) => double.IsNaN(_next) ? 0 : Math.Max(0, (long)Math.Ceiling(_next) - (now - _first));

    /// <summary>Takes the one that has waited longest: when it was meant to be sent.</summary>
    public long Take()
    {
        var intended = _waiting[_begin];
        _begin = (_begin + 1) % _waiting.Length;
        Waiting--;
        return intended;
    }

    /// <summary>Forgets those that wait.</summary>
    /// <returns>How many.</returns>
    public int Drop()
    {
        var count = Waiting;
        Waiting = 0;
        return count;
    }

    private double Gap() => _isPoisson ? -Math.Log(1 - _dice.Fraction()) * _gap : _gap;
}
