using System.Globalization;

namespace Ingest.Sinks.ClickHouse.Client;

/// <summary>The time limit of one request: its end is a <see cref="TimeoutException"/>, the caller's cancellation stays a cancellation.</summary>
internal sealed class RequestLimit : IDisposable
{
    private readonly TimeSpan _limit;
    private readonly CancellationToken _caller;
    private readonly CancellationTokenSource _timer;
    private readonly CancellationTokenSource _both;

    public RequestLimit(TimeSpan limit, TimeProvider time, CancellationToken caller)
    {
        (_limit, _caller) = (limit, caller);
        _timer = new CancellationTokenSource(limit, time);
        _both = CancellationTokenSource.CreateLinkedTokenSource(caller, _timer.Token);
    }

    public async Task<T> RunAsync<T>(Func<CancellationToken, Task<T>> request)
    {
        try
        {
            return await request(_both.Token);
        }
        catch (Exception e) when (e is OperationCanceledException or HttpRequestException or IOException
            && _timer.IsCancellationRequested && !_caller.IsCancellationRequested)
        {
            var seconds = _limit.TotalSeconds.ToString("0.#", CultureInfo.InvariantCulture);
            throw new TimeoutException($"no answer within {seconds} s (ClickHouse:RequestTimeout)", e);
        }
    }

    public void Dispose()
    {
        _both.Dispose();
        _timer.Dispose();
    }
}
