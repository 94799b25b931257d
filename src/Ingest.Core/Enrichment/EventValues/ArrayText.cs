using System.Globalization;

namespace Ingest.Core.Enrichment.EventValues;

/// <summary>Prints a value as JavaScript's <c>JSON.stringify</c> does, up to a length. No recursion.</summary>
/// <remarks>Hot path: no allocation per event.</remarks>
internal sealed class ArrayText(JsonTree tree)
{
    /// <summary>An array of more elements is too long whatever they are: one character each, a comma each, brackets.</summary>
    public const int ElementsMax = 249;

    // A nesting this deep is too long: one character at least for each level, and one to close it.
    private const int DepthMax = 251;

    // No UTF-16 unit takes more than three bytes.
    private readonly byte[] _text = new byte[3 * DataFlattener.TextUnitsMax];
    private readonly (int Next, bool IsObject, bool IsFirst)[] _stack = new (int, bool, bool)[DepthMax];
    private int _length;
    private int _units;
    private int _depth;

    /// <summary>The text of a value whose scalars lie in <paramref name="source"/>. False when it is over 500 UTF-16 units.</summary>
    public bool TryWrite(int node, ReadOnlySpan<byte> source, out ReadOnlySpan<byte> text)
    {
        (_length, _units, _depth) = (0, 0, 0);
        var fits = TryPutValue(node, source);
        while (fits && _depth > 0)
        {
            ref var frame = ref _stack[_depth - 1];
            if (frame.Next == JsonNode.None)
            {
                fits = TryPut(frame.IsObject ? "}"u8 : "]"u8, 1);
                _depth--;
                continue;
            }

            var child = frame.Next;
            fits = frame.IsFirst || TryPut(","u8, 1);
            fits = fits && (!frame.IsObject || (TryPutQuoted(tree.Key(child)) && TryPut(":"u8, 1)));
            frame = (tree[child].NextSibling, frame.IsObject, false);
            fits = fits && TryPutValue(child, source);
        }

        text = _text.AsSpan(0, _length);
        return fits;
    }

    private bool TryPutValue(int node, ReadOnlySpan<byte> source)
    {
        ref var value = ref tree[node];
        var raw = source.Slice(value.SourceStart, value.SourceLength);
        return value.Kind switch
        {
            JsonNodeKind.Text => TryPutText(raw),
            JsonNodeKind.Number => TryPutNumber(raw),
            JsonNodeKind.True => TryPut("true"u8, 4),
            JsonNodeKind.False => TryPut("false"u8, 5),
            JsonNodeKind.Null => TryPut("null"u8, 4),
            JsonNodeKind.LongArray => false,
            _ => TryOpen(value),
        };
    }

    private bool TryOpen(in JsonNode value)
    {
        if (_depth == DepthMax)
        {
            return false;
        }

        var isObject = value.Kind == JsonNodeKind.Object;
        _stack[_depth++] = (value.FirstChild, isObject, true);
        return TryPut(isObject ? "{"u8 : "["u8, 1);
    }

    // One unit more than fits is decoded, so that a text which had to be cut is over the limit.
    private bool TryPutText(ReadOnlySpan<byte> raw)
    {
        const int UnitsMax = DataFlattener.TextUnitsMax + 1;
        Span<byte> text = stackalloc byte[JsonText.GrowthMax * UnitsMax];
        return TryPutQuoted(text[..JsonText.Decode(raw, UnitsMax, text)]);
    }

    private bool TryPutNumber(ReadOnlySpan<byte> raw)
    {
        var number = double.Parse(raw, NumberStyles.Float, CultureInfo.InvariantCulture);
        if (!double.IsFinite(number))
        {
            return TryPut("null"u8, 4);
        }

        Span<byte> text = stackalloc byte[JavaScriptNumber.LengthMax];
        var length = JavaScriptNumber.Write(number, text);
        return TryPut(text[..length], length);
    }

    private bool TryPutQuoted(ReadOnlySpan<byte> text)
    {
        var fits = TryPut("\""u8, 1);
        while (fits && !text.IsEmpty)
        {
            var lead = text[0];
            var taken = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
            fits = lead < ' ' || lead == '"' || lead == '\\' || JsonText.IsSurrogate(text)
                ? TryPutEscaped(text)
                : TryPut(text[..taken], taken == 4 ? 2 : 1);
            text = text[taken..];
        }

        return fits && TryPut("\""u8, 1);
    }

    private bool TryPutEscaped(ReadOnlySpan<byte> text) => text[0] switch
    {
        (byte)'"' => TryPut("\\\""u8, 2),
        (byte)'\\' => TryPut("\\\\"u8, 2),
        (byte)'\b' => TryPut("\\b"u8, 2),
        (byte)'\t' => TryPut("\\t"u8, 2),
        (byte)'\n' => TryPut("\\n"u8, 2),
        (byte)'\f' => TryPut("\\f"u8, 2),
        (byte)'\r' => TryPut("\\r"u8, 2),
        0xED => TryPutUnit(0xD000 | ((text[1] & 0x3F) << 6) | (text[2] & 0x3F)),
        _ => TryPutUnit(text[0]),
    };

    private bool TryPutUnit(int unit)
    {
        var digits = "0123456789abcdef"u8;
        return TryPut([(byte)'\\', (byte)'u', digits[unit >> 12], digits[(unit >> 8) & 15], digits[(unit >> 4) & 15], digits[unit & 15]], 6);
    }

    private bool TryPut(ReadOnlySpan<byte> text, int units)
    {
        if (_units + units > DataFlattener.TextUnitsMax)
        {
            return false;
        }

        text.CopyTo(_text.AsSpan(_length));
        _length += text.Length;
        _units += units;
        return true;
    }
}
