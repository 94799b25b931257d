namespace Ingest.Load.Traffic;

/// <summary>Draws from things of which few are frequent and many rare: the one in place r is drawn in proportion to 1 / r (Zipf).</summary>
/// <remarks>Hot path: no allocation per event.</remarks>
internal sealed class Popularity
{
    private const int SlotBits = 12;

    private readonly ushort[] _slots = new ushort[1 << SlotBits];

    /// <summary>Prepares to draw from so many things.</summary>
    public Popularity(int count)
    {
        var total = Enumerable.Range(1, count).Sum(place => 1.0 / place);
        var (place, until) = (0, 1.0 / total);
        for (var slot = 0; slot < _slots.Length; slot++)
        {
            while (place < count - 1 && (slot + 0.5) / _slots.Length > until)
            {
                place++;
                until += 1.0 / (place + 1) / total;
            }

            _slots[slot] = (ushort)place;
        }
    }

    /// <summary>The place of one of them, 0 being the most frequent.</summary>
    public int Draw(ref Dice dice) => _slots[dice.Next() >> (64 - SlotBits)];
}
