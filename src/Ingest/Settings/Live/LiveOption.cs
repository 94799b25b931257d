using Microsoft.Extensions.Options;

namespace Ingest.Settings.Live;

/// <summary>One section of the settings as its parts follow it: whole, valid snapshots, replaced while the server runs. Nobody changes one in place.</summary>
/// <param name="first">The section as it is at the start.</param>
internal sealed class LiveOption<T>(T first) : IOptionsMonitor<T>
    where T : class
{
    private readonly Lock _lock = new();
    private volatile T _current = first;
    private Action<T, string?>? _changed;

    /// <inheritdoc/>
    public T CurrentValue => _current;

    /// <inheritdoc/>
    public T Get(string? name) => _current;

    /// <summary>Puts a section in force: for those who ask from now on, and for those who listen before this returns.</summary>
    public void Set(T options)
    {
        _current = options;
        Volatile.Read(ref _changed)?.Invoke(options, Options.DefaultName);
    }

    /// <inheritdoc/>
    public IDisposable OnChange(Action<T, string?> listener)
    {
        lock (_lock)
        {
            _changed += listener;
        }

        return new Listening(() => End(listener));
    }

    private void End(Action<T, string?> listener)
    {
        lock (_lock)
        {
            _changed -= listener;
        }
    }

    private sealed class Listening(Action end) : IDisposable
    {
        public void Dispose() => end();
    }
}
