namespace Ingest.Core.Log;

/// <summary>Wakes one waiting thread. Setting it again before the thread has looked is remembered once. Setters: any; waiter: one.</summary>
/// <remarks>Hot path: no allocation, neither to set nor to wait.</remarks>
internal sealed class WakeSignal
{
    private readonly object _gate = new();
    private bool _isSet;

    public void Set()
    {
        lock (_gate)
        {
            if (!_isSet)
            {
                _isSet = true;
                Monitor.Pulse(_gate);
            }
        }
    }

    /// <summary>Blocks the thread until it is set, and takes that back.</summary>
    public void Wait()
    {
        lock (_gate)
        {
            while (!_isSet)
            {
                Monitor.Wait(_gate);
            }

            _isSet = false;
        }
    }
}
