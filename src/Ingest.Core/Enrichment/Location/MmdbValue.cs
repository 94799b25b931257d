namespace Ingest.Core.Enrichment.Location;

/// <summary>
/// Reads values of a section of a database by their offset. An offset may be any number: what lies outside the section, or is of another type
/// than asked for, is absent.
/// </summary>
/// <remarks>
/// Hot path: no allocation per event. A pointer is followed once and may not lead to another, as the specification rules, skipping does not
/// follow any, and one reader steps over at most <see cref="ValuesMax"/> values: so hostile bytes end the search, they do not prolong it.
/// </remarks>
internal ref struct MmdbValue(ReadOnlySpan<byte> section)
{
    /// <summary>Values that one reader steps over. A record of a City database has about 100.</summary>
    public const int ValuesMax = 4096;

    private const int DepthMax = 32;

    private readonly ReadOnlySpan<byte> _section = section;
    private int _left = ValuesMax;

    private enum Kind
    {
        Extended = 0,
        Pointer = 1,
        Text = 2,
        Double = 3,
        Bytes = 4,
        Uint16 = 5,
        Uint32 = 6,
        Map = 7,
        Int32 = 8,
        Uint64 = 9,
        Uint128 = 10,
        Array = 11,
        Container = 12,
        End = 13,
        Boolean = 14,
        Float = 15,
    }

    /// <summary>Offset of a member of the map at an offset. False when there is no map, or no such member.</summary>
    public bool TryMember(int map, scoped ReadOnlySpan<byte> key, out int value)
    {
        value = 0;
        if (!TryHead(map, out var head) || head.Kind != Kind.Map)
        {
            return false;
        }

        var at = head.Body;
        for (var i = 0; i < head.Size; i++)
        {
            if (!TryText(at, out var name) || !TrySkip(at, 0, out value))
            {
                return false;
            }

            if (name.SequenceEqual(key))
            {
                return true;
            }

            if (!TrySkip(value, 0, out at))
            {
                return false;
            }
        }

        return false;
    }

    /// <summary>Offset of the first element of the array at an offset.</summary>
    public bool TryFirst(int array, out int value)
    {
        var found = TryHead(array, out var head) && head.Kind == Kind.Array && head.Size > 0;
        value = head.Body;
        return found;
    }

    /// <summary>The text at an offset.</summary>
    public bool TryText(int at, out ReadOnlySpan<byte> text)
    {
        var found = TryHead(at, out var head) && head.Kind == Kind.Text && head.Size <= _section.Length - head.Body;
        text = found ? _section.Slice(head.Body, head.Size) : default;
        return found;
    }

    /// <summary>The unsigned number at an offset.</summary>
    public bool TryNumber(int at, out ulong number)
    {
        number = 0;
        if (!TryHead(at, out var head) || head.Kind is not (Kind.Uint16 or Kind.Uint32 or Kind.Uint64) || head.Size > 8 ||
            head.Size > _section.Length - head.Body)
        {
            return false;
        }

        number = BigEndian(_section.Slice(head.Body, head.Size));
        return true;
    }

    // The head of a value, or of the value that a pointer leads to.
    private readonly bool TryHead(int at, out Head head)
    {
        if (!TryRawHead(at, out head))
        {
            return false;
        }

        return head.Kind != Kind.Pointer || (TryRawHead(head.Size, out head) && head.Kind != Kind.Pointer);
    }

    // The offset behind a value, without following pointers.
    private bool TrySkip(int at, int depth, out int next)
    {
        next = 0;
        if (_left-- <= 0 || depth > DepthMax || !TryRawHead(at, out var head))
        {
            return false;
        }

        next = head.Body;
        var nested = head.Kind switch { Kind.Map => 2L * head.Size, Kind.Array => head.Size, _ => 0 };
        for (long i = 0; i < nested; i++)
        {
            if (!TrySkip(next, depth + 1, out next))
            {
                return false;
            }
        }

        next += head.Kind is Kind.Map or Kind.Array or Kind.Pointer or Kind.Boolean ? 0 : head.Size;
        return next <= _section.Length;
    }

    // A control byte has the type in its upper three bits and the size in the lower five; 0 means that the type follows, plus 7, and sizes of 29,
    // 30 and 31 that one, two and three bytes of size follow.
    private readonly bool TryRawHead(int at, out Head head)
    {
        head = default;
        if (at < 0 || at >= _section.Length)
        {
            return false;
        }

        var control = _section[at++];
        var kind = (Kind)(control >> 5);
        if (kind == Kind.Pointer)
        {
            return TryPointer(control, at, out head);
        }

        if (kind == Kind.Extended)
        {
            if (at >= _section.Length || _section[at] is 0 or > (byte)(Kind.Float - 7))
            {
                return false;
            }

            kind = (Kind)(_section[at++] + 7);
        }

        var size = control & 0x1F;
        var more = Math.Max(0, size - 28);
        if (more > _section.Length - at)
        {
            return false;
        }

        size = more switch { 0 => size, 1 => 29, 2 => 285, _ => 65821 } + (int)BigEndian(_section.Slice(at, more));
        head = new Head(kind, size, at + more);
        return true;
    }

    // Two bits say how many bytes follow, and three are the pointer's highest, unless four bytes follow.
    private readonly bool TryPointer(byte control, int at, out Head head)
    {
        var bytes = ((control >> 3) & 3) + 1;
        head = default;
        if (bytes > _section.Length - at)
        {
            return false;
        }

        var value = (long)BigEndian(_section.Slice(at, bytes));
        value += bytes switch { 1 => (control & 7) << 8, 2 => ((control & 7) << 16) + 2048, 3 => ((control & 7) << 24) + 526336, _ => 0 };
        head = new Head(Kind.Pointer, (int)Math.Min(value, int.MaxValue), at + bytes);
        return true;
    }

    private static ulong BigEndian(ReadOnlySpan<byte> bytes)
    {
        ulong value = 0;
        foreach (var part in bytes)
        {
            value = (value << 8) | part;
        }

        return value;
    }

    /// <summary>The head of a value.</summary>
    /// <param name="Kind">Type.</param>
    /// <param name="Size">Bytes of the body, members of a map, elements of an array, or the offset that a pointer leads to.</param>
    /// <param name="Body">Offset behind the head.</param>
    private readonly record struct Head(Kind Kind, int Size, int Body);
}
