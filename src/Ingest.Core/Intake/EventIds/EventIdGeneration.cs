namespace Ingest.Core.Intake.EventIds;

/// <summary>
/// A set of keys that is filled once and then dropped as a whole. The keys lie in the order in which they came, so that what is new since a moment
/// is one run of them; a table of places, open-addressed, finds them. Both grow by doubling.
/// </summary>
/// <remarks>Not thread-safe, but for this: a run of keys that was handed out never changes.</remarks>
internal sealed class EventIdGeneration(long number, int capacity)
{
    private const int KeysMin = 32;

    // At most half of the places are taken: a miss, the usual case, then looks at two or three of them.
    private const int PlacesPerKey = 2;

    private EventIdKey[] _keys = new EventIdKey[Math.Min(KeysMin, capacity)];
    private int[] _places = new int[KeysMin * PlacesPerKey];

    /// <summary>Number of the generation, also over restarts; names its file.</summary>
    public long Number => number;

    /// <summary>Keys in it.</summary>
    public int Count { get; private set; }

    /// <summary>True when it takes no more keys.</summary>
    public bool IsFull => Count == capacity;

    /// <summary>True when the key is in it.</summary>
    public bool Contains(EventIdKey key) => _places[PlaceOf(key)] != 0;

    /// <summary>Adds a key that is not in it, while it is not full.</summary>
    public void Add(EventIdKey key)
    {
        if (Count == _keys.Length)
        {
            Grow();
        }

        _keys[Count++] = key;
        _places[PlaceOf(key)] = Count;
    }

    /// <summary>Removes a key when it is the last one.</summary>
    public bool TryRemoveLast(EventIdKey key)
    {
        if (Count == 0 || _keys[Count - 1] != key)
        {
            return false;
        }

        // Nothing was put behind its place since it came.
        _places[PlaceOf(key)] = 0;
        Count--;
        return true;
    }

    /// <summary>The keys from one count to another.</summary>
    public ReadOnlyMemory<EventIdKey> Run(int from, int until) => _keys.AsMemory(from..until);

    // The place that holds the key, or the free one where it belongs. A place holds the key's index plus one.
    private int PlaceOf(EventIdKey key)
    {
        var mask = _places.Length - 1;
        var place = (int)key.First & mask;
        while (_places[place] != 0 && _keys[_places[place] - 1] != key)
        {
            place = (place + 1) & mask;
        }

        return place;
    }

    private void Grow()
    {
        Array.Resize(ref _keys, (int)Math.Min(capacity, 2L * _keys.Length));
        var places = PlacesPerKey * (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)_keys.Length);
        if (places > _places.Length)
        {
            _places = new int[places];
            for (var i = 0; i < Count; i++)
            {
                _places[PlaceOf(_keys[i])] = i + 1;
            }
        }
    }
}
