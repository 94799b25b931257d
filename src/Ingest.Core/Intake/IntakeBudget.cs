namespace Ingest.Core.Intake;

/// <summary>
/// Bounds the bytes of all bodies that are being read, wait in the queue, or wait for their commit. The queue's own bound counts requests,
/// and a few thousand of the largest batches would be tens of gigabytes.
/// </summary>
/// <param name="bytesMax">Bytes that may be in flight at once.</param>
public sealed class IntakeBudget(long bytesMax)
{
    private long _bytes;

    /// <summary>Bytes in flight now.</summary>
    public long Bytes => Volatile.Read(ref _bytes);

    /// <summary>Takes bytes of the budget. False when they are not free: nothing was taken, and the request is to be refused as overloaded.</summary>
    public bool TryReserve(long bytes)
    {
        if (Interlocked.Add(ref _bytes, bytes) <= bytesMax)
        {
            return true;
        }

        Release(bytes);
        return false;
    }

    /// <summary>Gives reserved bytes back.</summary>
    public void Release(long bytes) => Interlocked.Add(ref _bytes, -bytes);
}
