using System.Runtime.InteropServices;
using Ingest.Core.Intake;

namespace Ingest.Core.Enrichment;

/// <summary>
/// Workers without a loop: the thread that brings a request is one of them for as long as the request takes, which then changes neither thread nor
/// processor on its way to the log. At most so many at once; what finds none free goes by the queue, and whoever is a worker takes some of it with him:
/// a loop that sleeps is woken by the pool, behind all requests that come meanwhile.
/// </summary>
/// <remarks>
/// Hot path: no allocation per event. Thread-safe. By the queue a request cost 2.5 of 26.6 µs more: a thread that has to be woken, and what one
/// processor has written read by another (docs/decisions/0032-one-thread-a-request.md).
/// </remarks>
public sealed class InlineWorkers
{
    // More than one for each that is brought, so that the queue empties; few, so that nobody works long for others.
    private const int TakenAlongMax = 4;

    private readonly Place[] _places;
    private readonly IntakeQueue _queue;

    /// <summary>Lends these workers, which nobody else may use; the queue is where requests go that find none.</summary>
    public InlineWorkers(IEnumerable<EnrichmentWorker> workers, IntakeQueue queue) =>
        (_places, _queue) = ([.. workers.Select(worker => new Place { Worker = worker })], queue);

    /// <summary>
    /// Works on the request on the calling thread; it is the committer's then. False when no worker is free: the caller still owns it. A worker that
    /// throws is lent no more, and who owns the request is not known.
    /// </summary>
    public bool TryProcess(IntakeRequest request)
    {
        // Each processor begins at a place of its own, whose memory it has at hand.
        var first = Thread.GetCurrentProcessorId();
        for (var i = 0; i < _places.Length; i++)
        {
            ref var place = ref _places[(uint)(first + i) % (uint)_places.Length];
            if (!Volatile.Read(ref place.IsTaken) && !Interlocked.Exchange(ref place.IsTaken, true))
            {
                Work(place.Worker, request);
                Volatile.Write(ref place.IsTaken, false);
                return true;
            }
        }

        return false;
    }

    private void Work(EnrichmentWorker worker, IntakeRequest request)
    {
        worker.Process(request);
        for (var i = 0; i < TakenAlongMax && _queue.HasWaiting && worker.TryProcessNext(_queue); i++)
        {
        }
    }

    // Two cache lines each, so that no two processors write into one.
    [StructLayout(LayoutKind.Sequential, Size = 128)]
    private struct Place
    {
        public EnrichmentWorker Worker;
        public bool IsTaken;
    }
}
