using System.Globalization;
using Ingest.Core.Buffers;
using Ingest.Core.Events;
using Ingest.Core.Intake.Parsing;

namespace Ingest.Core.Enrichment.EventValues;

/// <summary>Turns the object of an event's data into a list of key paths with values, as Umami does. No recursion.</summary>
/// <remarks>Hot path: no allocation per event. Not thread-safe.</remarks>
internal sealed class DataFlattener
{
    /// <summary>Length of a key or of a value, in UTF-16 units: the column width of Umami.</summary>
    public const int TextUnitsMax = 500;

    /// <summary>Most values of one event: a hundred times the 50 properties that Umami's documentation promises.</summary>
    public const int ValuesMax = 5_000;

    /// <summary>Most bytes of keys and values of one event: a long key above many short ones must not multiply a body of 1 MiB.</summary>
    public const int TextBytesMax = 1024 * 1024;

    private readonly JsonTree _tree = new();
    private readonly JsonTreeBuilder _builder;
    private readonly ArrayText _arrayText;
    private readonly Utf8Arena _path = new();
    private readonly (int Next, int PathLength)[] _stack = new (int, int)[PayloadParser.DepthMax];
    private int _textBytes;

    public DataFlattener()
    {
        _builder = new JsonTreeBuilder(_tree);
        _arrayText = new ArrayText(_tree);
    }

    /// <summary>The object that was flattened last.</summary>
    public JsonTree Tree => _tree;

    /// <summary>Adds the values of an object to the draft. False when some were left out because of a limit.</summary>
    public bool TryFlatten(ReadOnlySpan<byte> json, EventDraft draft)
    {
        var isWhole = _builder.Read(json);
        _path.Clear();
        _textBytes = 0;
        var (depth, prefix, node) = (0, 0, _tree[0].FirstChild);
        while (true)
        {
            if (node == JsonNode.None)
            {
                if (depth == 0)
                {
                    return isWhole;
                }

                (node, prefix) = _stack[--depth];
                continue;
            }

            var next = _tree[node].NextSibling;
            if (depth == 0 && _tree.Key(node).SequenceEqual("__proto__"u8))
            {
                // Umami's validation drops this name from the object itself, not from objects within.
                node = next;
                continue;
            }

            SetPath(prefix, _tree.Key(node));
            if (_tree[node].Kind == JsonNodeKind.Object)
            {
                _stack[depth++] = (next, prefix);
                (node, prefix) = (_tree[node].FirstChild, _path.Length);
            }
            else if (!TryAdd(node, json, draft))
            {
                return false;
            }
            else
            {
                node = next;
            }
        }
    }

    // A path that is empty so far takes no dot: JavaScript's "" is false.
    private void SetPath(int prefix, ReadOnlySpan<byte> key)
    {
        _path.Rewind(prefix);
        if (prefix > 0)
        {
            _path.Append("."u8);
        }

        _path.Append(key);
    }

    private bool TryAdd(int node, ReadOnlySpan<byte> json, EventDraft draft)
    {
        var arena = draft.Arena;
        var start = arena.Length;
        var path = _path[_path.SliceFrom(0)];
        var key = arena.Append(path[..Utf16Length.TruncatedLength(path, TextUnitsMax)]);
        JsonText.ReplaceSurrogates(arena.Edit(key));
        var value = Value(node, json, arena) with { Key = key };

        _textBytes += arena.Length - start;
        if (draft.Data.Count == ValuesMax || _textBytes > TextBytesMax)
        {
            arena.Rewind(start);
            return false;
        }

        draft.Add(value);
        return true;
    }

    private DataValue Value(int node, ReadOnlySpan<byte> json, Utf8Arena arena)
    {
        ref var value = ref _tree[node];
        var raw = json.Slice(value.SourceStart, value.SourceLength);
        return value.Kind switch
        {
            JsonNodeKind.Text => TextValue(raw, arena),
            JsonNodeKind.Number => NumberValue(raw, arena),
            JsonNodeKind.True => Plain(arena.Append("true"u8), DataValueType.Boolean),
            JsonNodeKind.False => Plain(arena.Append("false"u8), DataValueType.Boolean),
            JsonNodeKind.Null => Plain(arena.Append("null"u8), DataValueType.Json),

            // Umami 3.4 stores no text for an array over the limit; cut text would be no JSON.
            _ => Plain(arena.Append(_arrayText.TryWrite(node, json, out var text) ? text : default), DataValueType.Json),
        };
    }

    private static DataValue TextValue(ReadOnlySpan<byte> raw, Utf8Arena arena)
    {
        var start = arena.Length;
        var target = arena.GetSpan(JsonText.GrowthMax * Math.Min(raw.Length, TextUnitsMax));
        arena.Advance(JsonText.Decode(raw, TextUnitsMax, target));
        var text = arena.SliceFrom(start);
        JsonText.ReplaceSurrogates(arena.Edit(text));
        if (!DateText.TryRead(arena[text], out var unixMs))
        {
            return Plain(text, DataValueType.Text);
        }

        arena.Rewind(start);
        arena.Advance(DateText.Write(unixMs, arena.GetSpan(DateText.LengthMax)));
        return new DataValue(default, arena.SliceFrom(start), unixMs, DataValueType.Date);
    }

    private static DataValue NumberValue(ReadOnlySpan<byte> raw, Utf8Arena arena)
    {
        var number = double.Parse(raw, NumberStyles.Float, CultureInfo.InvariantCulture);
        var start = arena.Length;
        arena.Advance(JavaScriptNumber.WriteFixed4(number, arena.GetSpan(JavaScriptNumber.LengthMax)));
        var rounded = double.IsFinite(number) ? ShortestDecimal.Round(number, 4) : number;
        return new DataValue(default, arena.SliceFrom(start), rounded, DataValueType.Number);
    }

    private static DataValue Plain(Utf8Slice text, DataValueType type) => new(default, text, double.NaN, type);
}
