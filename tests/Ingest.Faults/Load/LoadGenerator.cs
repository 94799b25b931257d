using System.Collections.Concurrent;
using System.Net;

namespace Ingest.Faults.Load;

/// <summary>
/// Sends events over several connections and notes what became of each. Some requests that were broken off or refused are sent again under
/// the same event ids until they are acknowledged, and some that were acknowledged once more: neither may bring a second row.
/// </summary>
internal sealed class LoadGenerator(IPEndPoint server, EventMint mint, Obligations obligations, LoadOptions options)
{
    private static readonly TimeSpan ReconnectDelay = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan RefusedDelay = TimeSpan.FromMilliseconds(200);

    private readonly Pacer _pacer = new(options.EventsPerSecond);
    private readonly ConcurrentDictionary<string, long> _refusals = new(StringComparer.Ordinal);
    private long _retried;
    private long _repeated;

    /// <summary>Events that were refused, by status and reason.</summary>
    public IReadOnlyDictionary<string, long> Refusals => _refusals;

    /// <summary>Events that were sent again after a broken connection or a refusal.</summary>
    public long Retried => Volatile.Read(ref _retried);

    /// <summary>Events that were sent once more after they had been acknowledged.</summary>
    public long Repeated => Volatile.Read(ref _repeated);

    /// <summary>Sends until cancelled, then finishes what is to be sent again as long as <paramref name="giveUp"/> allows.</summary>
    public Task RunAsync(CancellationToken stop, CancellationToken giveUp) =>
        Task.WhenAll(Enumerable.Range(0, options.Connections).Select(index => Task.Run(() => SendAsync(index, stop, giveUp), CancellationToken.None)));

    private async Task SendAsync(int index, CancellationToken stop, CancellationToken giveUp)
    {
        using var connection = new CollectConnection(server, mint);
        var random = new Random((int)options.Seed + index);
        while (!stop.IsCancellationRequested)
        {
            // A quarter of the connections sends single messages.
            var isBatch = index % 4 != 0;
            var count = isBatch ? random.Next(options.BatchMin, options.BatchMax + 1) : 1;
            await _pacer.WaitAsync(count, stop);
            var request = new CollectRequest(obligations.Mint(count), count, isBatch);
            await SendOneAsync(connection, request, isRetried: random.Next(2) == 0, giveUp);
            if (random.Next(options.RepeatOneIn) == 0 && obligations.PromiseOf(request.First) == Promise.Stored)
            {
                Interlocked.Add(ref _repeated, count);
                await TryOnceAsync(connection, request, giveUp);
            }
        }
    }

    private async Task SendOneAsync(CollectConnection connection, CollectRequest request, bool isRetried, CancellationToken giveUp)
    {
        while (await TryOnceAsync(connection, request, giveUp) is var reply && reply is not { IsStored: true } && isRetried && !giveUp.IsCancellationRequested)
        {
            // From a broken connection on nobody knows: a later refusal does not undo what may be stored already.
            request = request with { MayBeStored = request.MayBeStored || reply is null };
            Interlocked.Add(ref _retried, request.Count);
        }
    }

    // As soon as there is a connection. Null: it broke, or there was none before the end.
    private async Task<CollectReply?> TryOnceAsync(CollectConnection connection, CollectRequest request, CancellationToken giveUp)
    {
        while (!await connection.TryConnectAsync(giveUp))
        {
            if (giveUp.IsCancellationRequested)
            {
                return null;
            }

            await DelayAsync(ReconnectDelay, giveUp);
        }

        obligations.Note(request.First, request.Count, Promise.Open);
        var reply = await connection.TryExchangeAsync(request, giveUp);
        if (reply is not null)
        {
            await NoteAsync(request, reply, giveUp);
        }

        return reply;
    }

    private async Task NoteAsync(CollectRequest request, CollectReply reply, CancellationToken giveUp)
    {
        if (reply.IsStored)
        {
            obligations.Note(request.First, request.Count, Promise.Stored);
            return;
        }

        var refused = request.MayBeStored ? Promise.Open : Promise.Refused;
        var isPartial = reply.Failed.Count > 0;
        var count = isPartial ? reply.Failed.Count : request.Count;
        _refusals.AddOrUpdate($"{reply.Status} {reply.Dropped}".TrimEnd(), count, (_, sum) => sum + count);
        for (var i = 0; i < request.Count; i++)
        {
            obligations.Note(request.First + i, 1, !isPartial || reply.Failed.Contains(i) ? refused : Promise.Stored);
        }

        await DelayAsync(RefusedDelay, giveUp);
    }

    private static async Task DelayAsync(TimeSpan delay, CancellationToken cancellationToken) =>
        await Task.Delay(delay, TimeProvider.System, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
}
