using System.Collections.Concurrent;
using Ingest.Core.Batching;
using Ingest.Core.Sinks;

namespace Ingest.Tests.Fakes;

/// <summary>One call of a sink: the range, the events that came with it, and how many side records.</summary>
internal sealed record Delivery(LogRange Range, IReadOnlyList<Guid> EventIds, int SideCount = 0);

/// <summary>A sink in memory that keeps every try, stores a range once under its token, and answers as a test tells it to.</summary>
internal sealed class RecordingSink(string name = "test") : ISink
{
    private readonly ConcurrentDictionary<LogRange, Delivery> _stored = [];

    public string Name => name;

    public ConcurrentQueue<Delivery> Tries { get; } = [];

    /// <summary>What happens at a try; by default it is stored and confirmed.</summary>
    public Func<Delivery, CancellationToken, ValueTask<DeliveryOutcome>>? Answer { get; set; }

    public IReadOnlyList<Guid> StoredIds => [.. _stored.Values.OrderBy(delivery => delivery.Range.Begin).SelectMany(delivery => delivery.EventIds)];

    public ValueTask<DeliveryOutcome> DeliverAsync(EventBatch batch, LogRange range, CancellationToken cancellationToken)
    {
        var delivery = new Delivery(range, batch.EventId.Values.ToArray(), batch.SideCount);

        // Read first: a test that sees the try may set another answer for the next one.
        var answer = Answer;
        Tries.Enqueue(delivery);
        return answer?.Invoke(delivery, cancellationToken) ?? StoreAsync(delivery);
    }

    public ValueTask<DeliveryOutcome> StoreAsync(Delivery delivery)
    {
        var stored = _stored.GetOrAdd(delivery.Range, delivery);
        Assert.Equal(stored.EventIds, delivery.EventIds);
        return ValueTask.FromResult(DeliveryOutcome.Delivered);
    }

    /// <summary>An answer that never comes, as for a process that dies while it waits.</summary>
    public static async ValueTask<DeliveryOutcome> NeverAsync(CancellationToken cancellationToken)
    {
        await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
        return DeliveryOutcome.Retry("not reached");
    }
}
