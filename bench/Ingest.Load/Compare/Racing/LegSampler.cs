using Ingest.Load.Compare.Servers;
using Ingest.Load.Running;

namespace Ingest.Load.Compare.Racing;

/// <summary>Looks at a server each time that the generator reports a second, from the last of the warm-up on.</summary>
internal sealed class LegSampler(TestServer server, Func<double> ownCpuSeconds, CancellationToken cancellationToken)
{
    private readonly List<ServerSample> _samples = [];
    private readonly Lock _lock = new();
    private Task _sampling = Task.CompletedTask;

    /// <summary>Called by the generator; a look that is not done when the next is due leaves that one out.</summary>
    public void Tell(LoadProgress progress)
    {
        lock (_lock)
        {
            if (progress.Second.Second >= -1 && _sampling.IsCompletedSuccessfully)
            {
                var requests = progress.Whole.Requests;
                _sampling = Task.Run(() => SampleAsync(requests), cancellationToken);
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
        }
        catch (HttpRequestException fault)
        {
            throw new CompareException($"{server.Name} does not answer for its metrics: {fault.Message}");
        }

        return _samples.Count >= 2 ? _samples : throw new CompareException($"{server.Name} could be looked at {_samples.Count} times only, too seldom for a figure.");
    }

    private async Task SampleAsync(long requests)
    {
        var sample = await server.SampleAsync(requests, ownCpuSeconds, cancellationToken);
        lock (_lock)
        {
            _samples.Add(sample);
        }
    }
}
