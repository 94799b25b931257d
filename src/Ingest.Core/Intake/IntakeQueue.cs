using System.Threading.Channels;

namespace Ingest.Core.Intake;

/// <summary>The bounded queue between the endpoints and the enrichment workers. Full means wait, then refuse; nothing is dropped in silence.</summary>
public sealed class IntakeQueue
{
    private readonly Channel<IntakeRequest> _channel;
    private readonly TimeSpan _waitMax;
    private readonly TimeProvider _time;

    /// <summary>Creates the queue.</summary>
    /// <param name="capacity">Requests that may wait at once.</param>
    /// <param name="waitMax">How long a request may wait for a place before it is refused.</param>
    /// <param name="time">The clock of that wait.</param>
    public IntakeQueue(int capacity, TimeSpan waitMax, TimeProvider time)
    {
        _waitMax = waitMax;
        _time = time;
        _channel = Channel.CreateBounded<IntakeRequest>(new BoundedChannelOptions(capacity)
        {
            FullMode = BoundedChannelFullMode.Wait,
            SingleReader = false,
            SingleWriter = false,
            AllowSynchronousContinuations = false,
        });
    }

    /// <summary>Where the workers read.</summary>
    public ChannelReader<IntakeRequest> Reader => _channel.Reader;

    /// <summary>Requests that wait now.</summary>
    public int Length => _channel.Reader.Count;

    /// <summary>Hands the request over at once: a worker owns it then. False when the queue is full or closed.</summary>
    /// <remarks>Hot path: no allocation per event.</remarks>
    public bool TryEnqueue(IntakeRequest request) => _channel.Writer.TryWrite(request);

    /// <summary>
    /// Hands the request over. <see cref="RejectionReason.None"/>: a worker owns it now, and its completion must be awaited.
    /// <see cref="RejectionReason.Overloaded"/> or <see cref="RejectionReason.Stopping"/>: the caller still owns it.
    /// </summary>
    /// <remarks>Hot path: no allocation per event while the queue has room.</remarks>
    public ValueTask<RejectionReason> EnqueueAsync(IntakeRequest request, CancellationToken cancellationToken) =>
        TryEnqueue(request) ? ValueTask.FromResult(RejectionReason.None) : EnqueueSlowAsync(request, cancellationToken);

    /// <summary>Refuses further requests; what waits is still processed.</summary>
    public void Close() => _channel.Writer.TryComplete();

    private async ValueTask<RejectionReason> EnqueueSlowAsync(IntakeRequest request, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(_waitMax, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            await _channel.Writer.WriteAsync(request, either.Token);
            return RejectionReason.None;
        }
        catch (OperationCanceledException)
        {
            return RejectionReason.Overloaded;
        }
        catch (ChannelClosedException)
        {
            return RejectionReason.Stopping;
        }
    }
}
