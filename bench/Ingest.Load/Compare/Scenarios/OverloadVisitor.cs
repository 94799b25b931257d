using Ingest.Load.Compare.Racing;
using Ingest.Load.Compare.Servers;

namespace Ingest.Load.Compare.Scenarios;

/// <summary>What a visitor has met beside an overload.</summary>
/// <param name="RecoverySeconds">From the end of the overload to the first of some prompt replies in a row.</param>
/// <param name="RefusalMilliseconds">How long each 503 took.</param>
/// <param name="StoredMilliseconds">How long each 200 took, while the overload lasted.</param>
internal sealed record OverloadVisit(double RecoverySeconds, IReadOnlyList<double> RefusalMilliseconds, IReadOnlyList<double> StoredMilliseconds);

/// <summary>Sends one event after the other, at least 20 ms apart, and notes how long each reply took.</summary>
internal sealed class OverloadVisitor : IAsyncDisposable
{
    private const double PromptMilliseconds = 50;
    private const int PromptReplies = 5;
    private static readonly TimeSpan Gap = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan RecoveryMax = TimeSpan.FromSeconds(30);

    private readonly HttpClient _http;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _stop;
    private readonly List<Reply> _replies = [];
    private readonly Lock _lock = new();
    private readonly Task _sending;

    private OverloadVisitor(Uri address, TimeProvider time, CancellationToken stop)
    {
        (_http, _time) = (OneEvent.CreateClient(address, RecoveryMax), time);
        _stop = CancellationTokenSource.CreateLinkedTokenSource(stop);
        _sending = Task.Run(SendAsync, CancellationToken.None);
    }

    /// <summary>Begins to send.</summary>
    public static OverloadVisitor Start(Uri address, TimeProvider time, CancellationToken stop) => new(address, time, stop);

    /// <summary>Goes on until replies are prompt, and says what was met. To be called when the overload has ended.</summary>
    /// <exception cref="CompareException">They do not become prompt.</exception>
    public async Task<OverloadVisit> EndAsync(Leg overload)
    {
        // The generator waits for its last replies before it returns: the overload ended before, with the last second that it measured.
        var end = overload.Samples[^1].At;
        Reply? recovered;
        while ((recovered = FirstPrompt(end)) is null)
        {
            if (_time.GetElapsedTime(end) > RecoveryMax)
            {
                throw new CompareException($"Replies were not prompt again within {RecoveryMax.TotalSeconds} s of the overload.");
            }

            await Task.Delay(Gap, _time, _stop.Token);
        }

        var seconds = Math.Max(0, _time.GetElapsedTime(end, recovered.SentAt).TotalSeconds);
        lock (_lock)
        {
            var during = _replies.Where(reply => reply.SentAt < end).ToArray();
            return new OverloadVisit(
                seconds,
                [.. during.Where(reply => reply.Status == 503).Select(reply => reply.Milliseconds)],
                [.. during.Where(reply => reply.Status == 200).Select(reply => reply.Milliseconds)]);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _sending;
        _http.Dispose();
        _stop.Dispose();
    }

    private Reply? FirstPrompt(long end)
    {
        lock (_lock)
        {
            var after = _replies.Where(reply => reply.SentAt >= end).ToArray();
            for (var i = 0; i + PromptReplies <= after.Length; i++)
            {
                if (after.AsSpan(i, PromptReplies).ToArray().All(reply => reply.Status == 200 && reply.Milliseconds < PromptMilliseconds))
                {
                    return after[i];
                }
            }

            return null;
        }
    }

    private async Task SendAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            var from = _time.GetTimestamp();
            var status = await SendOneAsync();
            lock (_lock)
            {
                _replies.Add(new Reply(from, _time.GetElapsedTime(from).TotalMilliseconds, status));
            }

            await Task.Delay(Gap, _time, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    // 0: no reply.
    private async Task<int> SendOneAsync()
    {
        try
        {
            return await OneEvent.SendAsync(_http, _stop.Token);
        }
        catch (Exception fault) when (fault is HttpRequestException or OperationCanceledException)
        {
            return 0;
        }
    }

    private sealed record Reply(long SentAt, double Milliseconds, int Status);
}
