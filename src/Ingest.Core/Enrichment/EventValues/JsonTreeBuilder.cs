using System.Runtime.InteropServices;
using System.Text.Json;
using Ingest.Core.Intake.Parsing;

namespace Ingest.Core.Enrichment.EventValues;

/// <summary>Reads a JSON object into a <see cref="JsonTree"/>, without recursion.</summary>
/// <remarks>Hot path: no allocation per event.</remarks>
internal sealed class JsonTreeBuilder(JsonTree tree)
{
    // Up to here, comparing with every sibling is cheaper than hashing.
    private const int ScanMembersMax = 8;

    private readonly MemberIndex _index = new(tree);
    private readonly MemberOrder _order = new(tree);
    private readonly Frame[] _stack = new Frame[PayloadParser.DepthMax];
    private int _depth;
    private int _objects;
    private bool _isFull;

    /// <summary>
    /// Reads an object that is known to be valid JSON, apart from bytes in strings that are no UTF-8. False when it holds more than
    /// <see cref="JsonTree.NodesMax"/> values: the first so many are in the tree.
    /// </summary>
    public bool Read(ReadOnlySpan<byte> json)
    {
        Clear();
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = PayloadParser.DepthMax });
        reader.Read();
        Open(tree.Add(), isObject: true);
        var member = JsonNode.None;
        while (_depth > 0 && !_isFull && reader.Read())
        {
            if (reader.TokenType == JsonTokenType.PropertyName)
            {
                member = TakeMember(reader.ValueSpan);
            }
            else if (reader.TokenType is JsonTokenType.EndObject or JsonTokenType.EndArray)
            {
                Close();
            }
            else
            {
                TakeValue(ref reader, _stack[_depth - 1].IsObject ? member : TakeElement(ref reader));
            }
        }

        while (_depth > 0)
        {
            Close();
        }

        return !_isFull;
    }

    private void Clear()
    {
        tree.Clear();
        _index.Clear();
        (_depth, _objects, _isFull) = (0, 0, false);
        _order.Clear();
    }

    private int TakeMember(ReadOnlySpan<byte> json)
    {
        ref var frame = ref _stack[_depth - 1];
        var key = tree.AddKey(json);
        var text = tree.Text(key);
        var isIndexed = frame.Children >= ScanMembersMax;
        var hash = isIndexed ? MemberIndex.Hash(frame.ObjectNumber, text) : 0;
        var known = isIndexed ? _index.Find(frame.ObjectNumber, text, hash) : Scan(frame.Node, text);
        if (known != JsonNode.None)
        {
            tree.DropKey(key);
            return known;
        }

        var node = Append(ref frame);
        if (node == JsonNode.None)
        {
            return node;
        }

        frame.HasIndices |= MemberOrder.IsArrayIndex(text, out _);
        tree[node].Key = key;
        if (frame.Children == ScanMembersMax)
        {
            IndexAll(frame);
        }
        else if (isIndexed)
        {
            Index(node, frame.ObjectNumber, hash);
        }

        return node;
    }

    // An array with more elements than its text may have is not kept: the rest of it is passed over.
    private int TakeElement(ref Utf8JsonReader reader)
    {
        ref var frame = ref _stack[_depth - 1];
        if (frame.Children < ArrayText.ElementsMax)
        {
            return Append(ref frame);
        }

        tree[frame.Node].Kind = JsonNodeKind.LongArray;
        while (reader.TokenType != JsonTokenType.EndArray || reader.CurrentDepth != _depth - 1)
        {
            reader.Read();
        }

        Close();
        return JsonNode.None;
    }

    private void TakeValue(ref Utf8JsonReader reader, int node)
    {
        if (node == JsonNode.None)
        {
            return;
        }

        ref var value = ref tree[node];
        value.FirstChild = JsonNode.None;
        value.SourceStart = (int)reader.TokenStartIndex;
        value.SourceLength = reader.ValueSpan.Length;
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject:
            case JsonTokenType.StartArray:
                Open(node, reader.TokenType == JsonTokenType.StartObject);
                break;
            case JsonTokenType.String:
                value.Kind = JsonNodeKind.Text;
                value.SourceStart++;
                break;
            case JsonTokenType.Number:
                value.Kind = JsonNodeKind.Number;
                break;
            case JsonTokenType.True:
                value.Kind = JsonNodeKind.True;
                break;
            case JsonTokenType.False:
                value.Kind = JsonNodeKind.False;
                break;
            default:
                value.Kind = JsonNodeKind.Null;
                break;
        }
    }

    private void Open(int node, bool isObject)
    {
        tree[node].Kind = isObject ? JsonNodeKind.Object : JsonNodeKind.Array;
        _stack[_depth++] = new Frame { Node = node, LastChild = JsonNode.None, IsObject = isObject, ObjectNumber = _objects++ };
    }

    private void Close()
    {
        ref var frame = ref _stack[--_depth];
        if (frame.HasIndices)
        {
            _order.PutIndicesFirst(frame.Node);
        }
    }

    private int Append(ref Frame frame)
    {
        var node = tree.Add();
        if (node == JsonNode.None)
        {
            _isFull = true;
            return node;
        }

        Link(frame.Node, ref frame.LastChild, node);
        frame.Children++;
        return node;
    }

    private void Link(int parent, ref int last, int node)
    {
        if (last == JsonNode.None)
        {
            tree[parent].FirstChild = node;
        }
        else
        {
            tree[last].NextSibling = node;
        }

        last = node;
    }

    private int Scan(int parent, ReadOnlySpan<byte> key)
    {
        var node = tree[parent].FirstChild;
        while (node != JsonNode.None && !tree.Key(node).SequenceEqual(key))
        {
            node = tree[node].NextSibling;
        }

        return node;
    }

    private void IndexAll(in Frame frame)
    {
        for (var node = tree[frame.Node].FirstChild; node != JsonNode.None; node = tree[node].NextSibling)
        {
            Index(node, frame.ObjectNumber, MemberIndex.Hash(frame.ObjectNumber, tree.Key(node)));
        }
    }

    private void Index(int node, int objectNumber, int hash)
    {
        (tree[node].ObjectNumber, tree[node].KeyHash) = (objectNumber, hash);
        _index.Add(node);
    }

    [StructLayout(LayoutKind.Auto)]
    private struct Frame
    {
        public int Node;
        public int LastChild;
        public int Children;
        public int ObjectNumber;
        public bool IsObject;
        public bool HasIndices;
    }
}
