using System.Diagnostics.CodeAnalysis;
using System.Threading.Channels;

namespace Ingest.Core.Intake;

/// <summary>
/// The bounded queue between the endpoints and the enrichment workers. Full means wait, then refuse; late means refuse at once. Nothing is dropped
/// in silence.
/// </summary>
public sealed class IntakeQueue
{
    private readonly Channel<IntakeRequest> _channel;
    private readonly QueueDelay _delay;
    private readonly TimeProvider _time;
    private long _waitMaxTicks;
    private volatile bool _isClosed;

    /// <summary>Creates the queue.</summary>
    /// <param name="capacity">Requests that may wait at once.</param>
    /// <param name="waitMax">How long a request may wait for a place before it is refused.</param>
    /// <param name="time">The clock of that wait.</param>
    /// <param name="delayMax">How long requests of clients may have to wait for a worker before further ones are refused at once; null for no limit.</param>
    public IntakeQueue(int capacity, TimeSpan waitMax, TimeProvider time, TimeSpan? delayMax = null)
    {
        _delay = new QueueDelay(delayMax ?? TimeSpan.MaxValue, time);
        WaitMax = waitMax;
        _time = time;
        _channel = Channel.CreateBounded<IntakeRequest>(new BoundedChannelOptions(capacity)
        {
            FullMode = BoundedChannelFullMode.Wait,
            SingleReader = false,
            SingleWriter = false,
            AllowSynchronousContinuations = false,
        });
    }

    /// <summary>How long a request may wait for a place before it is refused. A change counts for those that begin to wait.</summary>
    public TimeSpan WaitMax
    {
        get => new(Volatile.Read(ref _waitMaxTicks));
        set => Volatile.Write(ref _waitMaxTicks, value.Ticks);
    }

    /// <summary>How long requests of clients may have to wait for a worker before further ones are refused at once.</summary>
    public TimeSpan DelayMax
    {
        get => _delay.DelayMax;
        set => _delay.DelayMax = value;
    }

    /// <summary>Requests that wait now.</summary>
    public int Length => _channel.Reader.Count;

    /// <summary>True when a request waits, or is about to.</summary>
    public bool HasWaiting => _delay.HasWaiting;

    /// <summary>True once it refuses everything.</summary>
    public bool IsClosed => _isClosed;

    /// <summary>Hands the request over at once: a worker owns it then. False when the queue is full, late or closed.</summary>
    /// <remarks>Hot path: no allocation per event.</remarks>
    public bool TryEnqueue(IntakeRequest request) => _delay.TryEnter(request) && TryWrite(request);

    /// <summary>
    /// Hands the request over. <see cref="RejectionReason.None"/>: a worker owns it now, and its completion must be awaited.
    /// <see cref="RejectionReason.Overloaded"/> or <see cref="RejectionReason.Stopping"/>: the caller still owns it.
    /// </summary>
    /// <remarks>Hot path: no allocation per event while the queue has room, or is late.</remarks>
    public ValueTask<RejectionReason> EnqueueAsync(IntakeRequest request, CancellationToken cancellationToken) =>
        !_delay.TryEnter(request) ? ValueTask.FromResult(RejectionReason.Overloaded)
        : _channel.Writer.TryWrite(request) ? ValueTask.FromResult(RejectionReason.None)
        : EnqueueSlowAsync(request, cancellationToken);

    /// <summary>Takes the oldest request, which is the caller's then. False when none waits.</summary>
    /// <remarks>Hot path: no allocation per event.</remarks>
    public bool TryDequeue([MaybeNullWhen(false)] out IntakeRequest request)
    {
        if (!_channel.Reader.TryRead(out request))
        {
            return false;
        }

        _delay.NoteTaken(request);
        return true;
    }

    /// <summary>Completes with true when a request may wait, with false when the queue is closed and empty.</summary>
    public ValueTask<bool> WaitAsync() => _channel.Reader.WaitToReadAsync(CancellationToken.None);

    /// <summary>Refuses further requests; what waits is still processed.</summary>
    public void Close()
    {
        _isClosed = true;
        _channel.Writer.TryComplete();
    }

    private bool TryWrite(IntakeRequest request)
    {
        if (_channel.Writer.TryWrite(request))
        {
            return true;
        }

        _delay.NoteRefused(request);
        return false;
    }

    private async ValueTask<RejectionReason> EnqueueSlowAsync(IntakeRequest request, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(WaitMax, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            await _channel.Writer.WriteAsync(request, either.Token);
            return RejectionReason.None;
        }
        catch (OperationCanceledException)
        {
            _delay.NoteRefused(request);
            return RejectionReason.Overloaded;
        }
        catch (ChannelClosedException)
        {
            _delay.NoteRefused(request);
            return RejectionReason.Stopping;
        }
    }
}
