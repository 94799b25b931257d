using System.Numerics;

namespace Ingest.Core.Intake;

/// <summary>
/// Bounds the bytes of all bodies that are being read, wait in the queue, or wait for their commit. The queue's own bound counts requests,
/// and a few thousand of the largest batches would be tens of gigabytes.
/// </summary>
/// <param name="bytesMax">Bytes that may be in flight at once, at first.</param>
public sealed class IntakeBudget(long bytesMax)
{
    // Far above what trackers send: their events are around 500 bytes.
    private const long SmallBytesMax = 64 * 1024;

    private long _bytes;
    private long _bytesMax = bytesMax;

    /// <summary>Bytes that may be in flight at once. Lowered below what is in flight, it refuses large bodies until enough has been given back.</summary>
    public long BytesMax
    {
        get => Volatile.Read(ref _bytesMax);
        set => Volatile.Write(ref _bytesMax, value);
    }

    /// <summary>Bytes in flight now.</summary>
    public long Bytes => Volatile.Read(ref _bytes);

    /// <summary>
    /// Makes sure that a request holds at least so many bytes. False when they are not free: it keeps what it had, and is to be refused as
    /// overloaded. Small requests hold nothing: they are bounded by the queue, and are taken even while large bodies hold the whole budget.
    /// </summary>
    public bool TryCover(IntakeRequest request, long bytes)
    {
        if (bytes <= SmallBytesMax || bytes <= request.HeldBytes)
        {
            return true;
        }

        var most = BytesMax;

        // In powers of two, so that a body that arrives in many pieces asks a few times.
        var held = Math.Max(bytes, Math.Min(most, (long)BitOperations.RoundUpToPowerOf2((ulong)bytes)));
        var more = held - request.HeldBytes;
        if (Interlocked.Add(ref _bytes, more) > most)
        {
            Interlocked.Add(ref _bytes, -more);
            return false;
        }

        request.HeldBytes = held;
        return true;
    }

    /// <summary>Takes back what a request holds.</summary>
    public void Release(IntakeRequest request)
    {
        Interlocked.Add(ref _bytes, -request.HeldBytes);
        request.HeldBytes = 0;
    }
}
