namespace Ingest.Faults.Load;

/// <summary>What became of an event, as its sender knows it.</summary>
internal enum Promise : byte
{
    /// <summary>It was not sent.</summary>
    None,

    /// <summary>It was sent and no answer came: it may be stored or not.</summary>
    Open,

    /// <summary>It was acknowledged: it has to be stored.</summary>
    Stored,

    /// <summary>It was refused: it must not be stored.</summary>
    Refused,
}

/// <summary>What the judge found.</summary>
[Flags]
internal enum Sighting : byte
{
    /// <summary>No row.</summary>
    None = 0,

    /// <summary>A row.</summary>
    Once = 16,

    /// <summary>More than one row.</summary>
    Again = 32,

    /// <summary>A row that is not what was sent.</summary>
    Unequal = 64,
}

/// <summary>One byte for each event that was minted: the promise, and what the judge found. Thread-safe.</summary>
internal sealed class Obligations
{
    private const int ChunkBits = 20;
    private const int PromiseMask = 3;

    private readonly byte[]?[] _chunks = new byte[1 << 12][];
    private readonly Lock _lock = new();
    private long _minted;
    private long _stored;

    /// <summary>Events that were minted.</summary>
    public long Minted => Volatile.Read(ref _minted);

    /// <summary>Events that were acknowledged.</summary>
    public long Stored => Volatile.Read(ref _stored);

    /// <summary>Takes the numbers of so many new events.</summary>
    /// <returns>The first; the others follow it.</returns>
    public long Mint(int count)
    {
        lock (_lock)
        {
            var first = _minted;
            for (var chunk = first >> ChunkBits; chunk <= (first + count) >> ChunkBits; chunk++)
            {
                _chunks[chunk] ??= new byte[1 << ChunkBits];
            }

            _minted += count;
            return first;
        }
    }

    /// <summary>Notes what became of events. What was acknowledged once stays so.</summary>
    public void Note(long first, int count, Promise promise)
    {
        for (var number = first; number < first + count; number++)
        {
            ref var entry = ref Entry(number);
            if ((Promise)(entry & PromiseMask) == Promise.Stored)
            {
                continue;
            }

            entry = (byte)((entry & ~PromiseMask) | (int)promise);
            if (promise == Promise.Stored)
            {
                Interlocked.Increment(ref _stored);
            }
        }
    }

    /// <summary>Notes a row of an event that was minted.</summary>
    public void See(long number, bool isEqual)
    {
        ref var entry = ref Entry(number);
        entry |= (byte)((entry & (byte)Sighting.Once) != 0 ? Sighting.Again : Sighting.Once);
        entry |= (byte)(isEqual ? Sighting.None : Sighting.Unequal);
    }

    public Promise PromiseOf(long number) => (Promise)(Entry(number) & PromiseMask);

    public Sighting SightingOf(long number) => (Sighting)(Entry(number) & ~PromiseMask);

    private ref byte Entry(long number) => ref _chunks[number >> ChunkBits]![number & ((1 << ChunkBits) - 1)];
}
