namespace Ingest.Endpoints.Metrics;

/// <summary>Has what many ask for at once done once. A run is cancelled when nobody waits for it any more. Thread-safe.</summary>
internal sealed class SharedRuns<T>
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Run> _byKey = new(StringComparer.Ordinal);

    /// <summary>Waits for the run of this key that is under way, or starts one.</summary>
    public async Task<T> RunAsync(string key, Func<CancellationToken, Task<T>> start, CancellationToken cancellationToken)
    {
        Run? run;
        lock (_gate)
        {
            if (!_byKey.TryGetValue(key, out run))
            {
                run = _byKey[key] = new Run();
                run.Task = Task.Run(() => WorkAsync(key, run, start), CancellationToken.None);
            }

            run.Waiting++;
        }

        try
        {
            return await run.Task.WaitAsync(cancellationToken);
        }
        finally
        {
            Leave(key, run);
        }
    }

    private async Task<T> WorkAsync(string key, Run run, Func<CancellationToken, Task<T>> start)
    {
        try
        {
            return await start(run.Stop.Token);
        }
        finally
        {
            Forget(key, run);
        }
    }

    private void Leave(string key, Run run)
    {
        lock (_gate)
        {
            run.Waiting--;
            if (run.Waiting > 0)
            {
                return;
            }

            // Who comes now starts another run.
            ForgetNeedsLock(key, run);
        }

        run.Stop.Cancel();
    }

    private void Forget(string key, Run run)
    {
        lock (_gate)
        {
            ForgetNeedsLock(key, run);
        }
    }

    private void ForgetNeedsLock(string key, Run run)
    {
        if (_byKey.GetValueOrDefault(key) == run)
        {
            _byKey.Remove(key);
        }
    }

    private sealed class Run
    {
        // Without a timer there is nothing to dispose of.
        public CancellationTokenSource Stop { get; } = new();

        public Task<T> Task { get; set; } = null!;

        public int Waiting { get; set; }
    }
}
