using System.Threading.Tasks.Sources;
using Ingest.Core.Buffers;
using Ingest.Core.Keys;

namespace Ingest.Core.Intake;

/// <summary>
/// One HTTP request on its way through the pipeline: its messages, their results, and the promise that the reply waits for.
/// </summary>
/// <remarks>
/// Hot path: no allocation per event; requests are pooled. Ownership moves endpoint → channel → worker → committer → endpoint,
/// and only the owner touches it: the endpoint until it is enqueued, and again once <see cref="Completion"/> has completed.
/// </remarks>
public sealed class IntakeRequest : IValueTaskSource
{
    // A request that a large batch has grown gives its payloads back to the collector, so that the pool stays small. An item takes 340 bytes; a
    // batch of 100, as trackers and proxies send, made 24 KB of garbage when 64 were kept.
    private const int KeepItemsMax = 128;
    private const int SmallItemsMax = 8;

    private readonly List<EventPayload> _payloads = [];
    private ManualResetValueTaskSourceCore<bool> _completion;
    private ItemResult[] _results = new ItemResult[1];
    private RequestContext _context;

    /// <summary>Holds every text of the request.</summary>
    public Utf8Arena Arena { get; } = new();

    /// <summary>The request's headers.</summary>
    public ref RequestContext Context => ref _context;

    /// <summary>Number of messages.</summary>
    public int Count { get; private set; }

    /// <summary>The key that it came with; null for none.</summary>
    public KeyEntry? Sender { get; set; }

    /// <summary>True when neither its client nor the sites of its events are held to a limit.</summary>
    public bool IsUnlimited { get; set; }

    /// <summary>How long a client has to wait before what was refused for a limit may be sent again.</summary>
    public TimeSpan Wait { get; set; }

    /// <summary>Who made it.</summary>
    public RequestOrigin Origin { get; set; }

    /// <summary>
    /// True when what waits for <see cref="Completion"/> may go on on the thread that commits, for which every other request waits: an endpoint does no
    /// more than write its reply. Everybody else goes on in the pool.
    /// </summary>
    public bool RepliesOnCommit { get; set; }

    /// <summary>True for a batch: only the first stored message needs a token.</summary>
    public bool IsBatch { get; set; }

    /// <summary>Log address after the last record of this request; 0 when nothing was appended.</summary>
    public long CommitAddress { get; set; }

    /// <summary>The log's <c>Epoch</c> that <see cref="CommitAddress"/> belongs to.</summary>
    public int LogEpoch { get; set; }

    /// <summary>True when a batch has grown it, and it keeps that room.</summary>
    internal bool IsGrown => _payloads.Count > SmallItemsMax;

    /// <summary>Bytes of the <see cref="IntakeBudget"/> that this request holds.</summary>
    internal long HeldBytes { get; set; }

    /// <summary>Timestamp of when it came to the queue.</summary>
    internal long QueuedAt { get; set; }

    /// <summary>Messages that were in the queue before it.</summary>
    internal long QueuedBehind { get; set; }

    /// <summary>Completes when every message has its result, and what was stored is as durable as the options say.</summary>
    public ValueTask Completion => new(this, _completion.Version);

    /// <summary>A message of the request.</summary>
    public EventPayload Payload(int index) => _payloads[index];

    /// <summary>The result of a message.</summary>
    public ref ItemResult Result(int index) => ref _results[index];

    /// <summary>Adds an empty message, to be filled by the parser.</summary>
    public EventPayload Add()
    {
        if (Count == _payloads.Count)
        {
            _payloads.Add(new EventPayload(Arena));
        }

        if (Count == _results.Length)
        {
            Array.Resize(ref _results, Count * 2);
        }

        var payload = _payloads[Count];
        payload.Clear();
        _results[Count++] = default;
        return payload;
    }

    /// <summary>Completes the request: the endpoint may write its reply, on another thread, and owns the request again.</summary>
    public void Complete()
    {
        _completion.RunContinuationsAsynchronously = true;
        _completion.SetResult(result: true);
    }

    /// <summary>Completes a request that was committed: with <see cref="RepliesOnCommit"/> the calling thread goes on with what waits for it already.</summary>
    internal void CompleteCommitted()
    {
        _completion.RunContinuationsAsynchronously = !RepliesOnCommit;
        _completion.SetResult(result: true);
    }

    /// <summary>
    /// Rejects every message that has not been rejected yet, then completes the request. A repeated one too: the first of its id may be among
    /// those that were not committed.
    /// </summary>
    public void Fail(RejectionReason reason)
    {
        for (var i = 0; i < Count; i++)
        {
            if (_results[i].Reason is RejectionReason.None or RejectionReason.Duplicate)
            {
                _results[i].Reason = reason;
            }
        }

        Complete();
    }

    /// <summary>Empties the request for its next use.</summary>
    public void Clear()
    {
        if (_payloads.Count > KeepItemsMax)
        {
            _payloads.RemoveRange(KeepItemsMax, _payloads.Count - KeepItemsMax);
            _results = new ItemResult[1];
        }

        Arena.Clear();
        _completion.Reset();
        _context = default;
        (Count, CommitAddress, LogEpoch, IsBatch, RepliesOnCommit) = (0, 0, 0, false, false);
        (Origin, Sender, IsUnlimited, Wait) = (RequestOrigin.Client, null, false, TimeSpan.Zero);
    }

    void IValueTaskSource.GetResult(short token) => _completion.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource.GetStatus(short token) => _completion.GetStatus(token);

    void IValueTaskSource.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _completion.OnCompleted(continuation, state, token, flags);
}
