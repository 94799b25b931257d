using System.Threading.Tasks.Sources;

namespace Ingest.Core.Log;

/// <summary>Wakes one waiting loop. Setting it again before the loop has looked is remembered once. Setters: any; waiter: one.</summary>
/// <remarks>Hot path: no allocation, neither to set nor to wait.</remarks>
internal sealed class WakeSignal : IValueTaskSource
{
    private readonly Lock _gate = new();
    private ManualResetValueTaskSourceCore<bool> _core = new() { RunContinuationsAsynchronously = true };
    private bool _isSet;

    public void Set()
    {
        lock (_gate)
        {
            if (!_isSet)
            {
                _isSet = true;
                _core.SetResult(result: true);
            }
        }
    }

    public ValueTask WaitAsync()
    {
        lock (_gate)
        {
            return new ValueTask(this, _core.Version);
        }
    }

    void IValueTaskSource.GetResult(short token)
    {
        lock (_gate)
        {
            _core.GetResult(token);
            _core.Reset();
            _isSet = false;
        }
    }

    ValueTaskSourceStatus IValueTaskSource.GetStatus(short token) => _core.GetStatus(token);

    void IValueTaskSource.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _core.OnCompleted(continuation, state, token, flags);
}
