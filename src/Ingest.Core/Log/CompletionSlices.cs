using System.Collections.Concurrent;
using Ingest.Core.Intake;

namespace Ingest.Core.Log;

/// <summary>
/// Completes the requests of a commit on threads of the pool, some at a time: a thread goes from the completion of each to its reply, and takes the
/// next. With one item of the pool for each request, as their own continuations would be, fewer were answered (docs/decisions/0032-one-thread-a-request.md).
/// </summary>
/// <remarks>Hot path: no allocation per event once warm. One caller at a time; the slices are shared with the pool's threads.</remarks>
internal sealed class CompletionSlices
{
    // Few, so that the last of a slice does not wait long for the replies of the others.
    private const int RequestsMax = 8;

    // Slices that 4,096 requests need.
    private const int KeepMax = 512;

    private readonly ConcurrentQueue<Slice> _free = new();

    /// <summary>Completes them all, soon.</summary>
    public void Complete(List<IntakeRequest> requests)
    {
        for (var i = 0; i < requests.Count; i += RequestsMax)
        {
            var slice = _free.TryDequeue(out var free) ? free : new Slice(this);
            slice.Take(requests, i);
            ThreadPool.UnsafeQueueUserWorkItem(slice, preferLocal: false);
        }
    }

    private sealed class Slice(CompletionSlices owner) : IThreadPoolWorkItem
    {
        private readonly IntakeRequest[] _requests = new IntakeRequest[RequestsMax];
        private int _count;

        public void Take(List<IntakeRequest> requests, int from)
        {
            _count = Math.Min(RequestsMax, requests.Count - from);
            requests.CopyTo(from, _requests, 0, _count);
        }

        public void Execute()
        {
            foreach (var request in _requests.AsSpan(0, _count))
            {
                request.CompleteHere();
            }

            Array.Clear(_requests);
            if (owner._free.Count < KeepMax)
            {
                owner._free.Enqueue(this);
            }
        }
    }
}
