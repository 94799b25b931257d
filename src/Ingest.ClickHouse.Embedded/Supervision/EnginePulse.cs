using Ingest.Core.Threads;

namespace Ingest.ClickHouse.Embedded.Supervision;

/// <summary>Asks the engine's process at intervals whether it still answers, and tells when it has not for several times in a row.</summary>
internal sealed class EnginePulse(EngineSupervisorOptions options, Uri endpoint, TimeProvider time) : IDisposable
{
    // One missed answer is no proof: when the whole machine or both processes were paused, the time limit of the question under way
    // passes at the instant they go on. The next question is answered then.
    private const int MissesMax = 3;

    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false, PlaintextStreamFilter = PoolStream.FilterAsync }) { Timeout = Timeout.InfiniteTimeSpan };
    private readonly Uri _ping = new(endpoint, "/ping");

    /// <summary>Returns, with the reason, once the process hangs.</summary>
    public async Task<string> HangsAsync(CancellationToken cancellation)
    {
        var misses = 0;
        while (misses < MissesMax)
        {
            await Task.Delay(options.PulseInterval, time, cancellation);
            misses = await AnswersAsync(cancellation) ? 0 : misses + 1;
        }

        return $"no answer to /ping {MissesMax} times in a row, each within {options.PulseMax}";
    }

    public void Dispose() => _http.Dispose();

    private async Task<bool> AnswersAsync(CancellationToken cancellation)
    {
        using var limit = new CancellationTokenSource(options.PulseMax, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellation);
        try
        {
            using var reply = await _http.GetAsync(_ping, either.Token);
            return reply.IsSuccessStatusCode;
        }
        catch (Exception silent) when (silent is HttpRequestException or IOException or OperationCanceledException)
        {
            cancellation.ThrowIfCancellationRequested();
            return false;
        }
    }
}
