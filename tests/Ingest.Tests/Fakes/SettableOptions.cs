using Microsoft.Extensions.Options;

namespace Ingest.Tests.Fakes;

/// <summary>Options that a test changes while they are in use.</summary>
internal sealed class SettableOptions<T>(T first) : IOptionsMonitor<T>
{
    private readonly List<Action<T, string?>> _listeners = [];

    public T CurrentValue { get; private set; } = first;

    public T Get(string? name) => CurrentValue;

    public void Set(T options)
    {
        CurrentValue = options;
        _listeners.ForEach(listener => listener(options, Options.DefaultName));
    }

    public IDisposable? OnChange(Action<T, string?> listener)
    {
        _listeners.Add(listener);
        return null;
    }
}
