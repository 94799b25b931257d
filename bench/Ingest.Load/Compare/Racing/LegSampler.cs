using Ingest.Load.Compare.Servers;
using Ingest.Load.Running;

namespace Ingest.Load.Compare.Racing;

/// <summary>Looks at a server each time that the generator reports a second, from the last of the warm-up on.</summary>
internal sealed class LegSampler(TestServer server, Func<double> ownCpuSeconds, CancellationToken cancellationToken)
{
    private readonly List<ServerSample> _samples = [];
    private readonly Lock _lock = new();
    private long? _due;
    private Task _sampling = Task.CompletedTask;

    /// <summary>Called by the generator. A look that is not done when the next is due is followed by that one at once, and those between are left out.</summary>
    public void Tell(LoadProgress progress)
    {
        if (progress.Second.Second < -1)
        {
            return;
        }

        lock (_lock)
        {
            _due = progress.Whole.Requests;
            if (_sampling.IsCompletedSuccessfully)
            {
                _sampling = Task.Run(SampleAsync, cancellationToken);
            }
        }
    }

    /// <summary>All samples, at least two.</summary>
    /// <exception cref="CompareException">The leg was too short, or the server did not answer.</exception>
    public async Task<IReadOnlyList<ServerSample>> EndAsync()
    {
        Task last;
        lock (_lock)
        {
            last = _sampling;
        }

        try
        {
            await last;
            await SampleAsync();
        }
        catch (HttpRequestException fault)
        {
            throw new CompareException($"{server.Name} does not answer for its metrics: {fault.Message}");
        }

        return _samples.Count >= 2 ? _samples : throw new CompareException($"{server.Name} could be looked at {_samples.Count} times only, too seldom for a figure.");
    }

    private async Task SampleAsync()
    {
        while (Take() is { } requests)
        {
            var sample = await server.SampleAsync(requests, ownCpuSeconds, cancellationToken);
            lock (_lock)
            {
                _samples.Add(sample);
            }
        }
    }

    private long? Take()
    {
        lock (_lock)
        {
            var due = _due;
            _due = null;
            return due;
        }
    }
}
