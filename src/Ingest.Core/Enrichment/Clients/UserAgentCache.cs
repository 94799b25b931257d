using Ingest.Core.Hashing;

namespace Ingest.Core.Enrichment.Clients;

/// <summary>
/// What is known of the user agents seen lately, so that a repeat costs no rule. Bounded in entries, which hold a keyed hash and not the text.
/// </summary>
/// <remarks>
/// Hot path: no allocation per event once a user agent is known. Reads take no lock: a slot is one reference to an immutable entry.
/// The table is split into sets of <see cref="Ways"/> slots. A new user agent takes the place of one that was not asked for since the hand of
/// its set last passed, so a flood of invented user agents evicts itself and not the ones in use. The hash has a key of this process, so
/// nobody can aim at a set or find two of one hash. A race between two writers costs a repeated computation, nothing else.
/// </remarks>
public sealed class UserAgentCache
{
    /// <summary>Bytes of a user agent that are looked at; the rest is ignored. The longest of real browsers and apps have about 700.</summary>
    public const int ExaminedBytesMax = 1024;

    private const int Ways = 8;
    private const int SetsDefault = 1024;

    private readonly Func<ReadOnlyMemory<byte>, UserAgentFacts> _read;
    private readonly Entry?[] _slots;
    private readonly int[] _hands;

    /// <summary>A cache of 8,192 user agents, about 2 MB.</summary>
    public UserAgentCache()
        : this(new UserAgentReader(new BotPatterns(BotPatterns.Embedded)).Read, SetsDefault)
    {
    }

    internal UserAgentCache(Func<ReadOnlyMemory<byte>, UserAgentFacts> read, int sets)
    {
        _read = read;
        _slots = new Entry?[sets * Ways];
        _hands = new int[sets];
    }

    /// <summary>What a user agent tells. An empty one tells nothing.</summary>
    public UserAgentFacts Get(ReadOnlySpan<byte> userAgent)
    {
        var examined = userAgent[..Math.Min(userAgent.Length, ExaminedBytesMax)];
        return Find(examined, KeyedHash.Of(examined));
    }

    /// <summary>The same, where the hash of the whole user agent is known.</summary>
    internal UserAgentFacts Get(ReadOnlySpan<byte> userAgent, UInt128 key) =>
        userAgent.Length <= ExaminedBytesMax ? Find(userAgent, key) : Get(userAgent);

    private UserAgentFacts Find(ReadOnlySpan<byte> examined, UInt128 key)
    {
        if (examined.IsEmpty)
        {
            return UserAgentFacts.Unknown;
        }

        var set = (int)((ulong)key % (ulong)_hands.Length);
        foreach (ref var slot in _slots.AsSpan(set * Ways, Ways))
        {
            if (Volatile.Read(ref slot) is { } entry && entry.Key == key)
            {
                return entry.Touch();
            }
        }

        return AddSlow(examined, key, set);
    }

    private UserAgentFacts AddSlow(ReadOnlySpan<byte> userAgent, UInt128 key, int set)
    {
        var entry = new Entry(key, _read(userAgent.ToArray()));
        var slots = _slots.AsSpan(set * Ways, Ways);

        // The hand passes each slot at most once, taking away its mark; when all were marked, the one it started at goes.
        var hand = Volatile.Read(ref _hands[set]);
        for (var passed = 0; passed < Ways && slots[hand] is { } held && held.TakeMark(); passed++)
        {
            hand = (hand + 1) % Ways;
        }

        Volatile.Write(ref slots[hand], entry);
        Volatile.Write(ref _hands[set], (hand + 1) % Ways);
        return entry.Facts;
    }

    private sealed class Entry(UInt128 key, UserAgentFacts facts)
    {
        private bool _marked;

        public UInt128 Key => key;

        public UserAgentFacts Facts => facts;

        // The mark is written only when it changes: a popular entry's cache line stays shared between the workers.
        public UserAgentFacts Touch()
        {
            if (!Volatile.Read(ref _marked))
            {
                Volatile.Write(ref _marked, true);
            }

            return facts;
        }

        public bool TakeMark()
        {
            var marked = Volatile.Read(ref _marked);
            Volatile.Write(ref _marked, false);
            return marked;
        }
    }
}
