using System.Collections.Concurrent;

namespace Ingest.Core.Intake;

/// <summary>Keeps requests for reuse, at most as many as were in flight at once, and never more than its bound.</summary>
/// <remarks>Hot path: no allocation per event once warm.</remarks>
public sealed class IntakeRequestPool
{
    // About 10 KiB each: 40 MiB at the most.
    private const int KeepMax = 4096;

    // About 110 KiB each, items and arena: 55 MiB at the most.
    private const int KeepGrownMax = 512;

    private readonly ConcurrentQueue<IntakeRequest> _free = new();

    /// <summary>An empty request. Its owner gives it back with <see cref="Return"/>.</summary>
    public IntakeRequest Rent() => _free.TryDequeue(out var request) ? request : new IntakeRequest();

    /// <summary>Takes back a request whose completion, if it was enqueued, has been awaited.</summary>
    public void Return(IntakeRequest request)
    {
        request.Clear();
        if (_free.Count < (request.IsGrown ? KeepGrownMax : KeepMax))
        {
            _free.Enqueue(request);
        }
    }
}
