using Ingest.Core.Buffers;

namespace Ingest.Core.Enrichment.EventValues;

/// <summary>
/// A JSON object as JavaScript sees it after <c>JSON.parse</c>: members in enumeration order, the last of equal names at the place
/// of the first. Flat arrays instead of objects on the heap. <see cref="JsonTreeBuilder"/> fills it.
/// </summary>
/// <remarks>Hot path: no allocation per event; the memory of an ordinary tree is kept for the next.</remarks>
internal sealed class JsonTree
{
    /// <summary>
    /// Most values of one object, for which about 30 MB are allocated; a body of 8 MiB could hold four million. What lies behind is
    /// not read.
    /// </summary>
    public const int NodesMax = 250_000;

    /// <summary>What is over this is given back, so that a pool of trees does not keep the largest ever seen.</summary>
    public const int KeepNodesMax = 4_096;

    private const int InitialNodes = 64;

    private readonly Utf8Arena _keys = new();
    private JsonNode[] _nodes = new JsonNode[InitialNodes];

    /// <summary>Number of nodes; the first is the object itself.</summary>
    public int Count { get; private set; }

    public ref JsonNode this[int node] => ref _nodes[node];

    public ReadOnlySpan<byte> Key(int node) => _keys[_nodes[node].Key];

    /// <summary>Position of a direct member of the object; <see cref="JsonNode.None"/> without it.</summary>
    public int Find(ReadOnlySpan<byte> key)
    {
        var node = _nodes[0].FirstChild;
        while (node != JsonNode.None && !Key(node).SequenceEqual(key))
        {
            node = _nodes[node].NextSibling;
        }

        return node;
    }

    /// <summary>Adds a value that belongs nowhere yet; <see cref="JsonNode.None"/> when the tree is full.</summary>
    public int Add()
    {
        if (Count == NodesMax)
        {
            return JsonNode.None;
        }

        if (Count == _nodes.Length)
        {
            Array.Resize(ref _nodes, Count * 2);
        }

        _nodes[Count] = new JsonNode { FirstChild = JsonNode.None, NextSibling = JsonNode.None };
        return Count++;
    }

    /// <summary>Decodes a name into the tree. <see cref="DropKey"/> takes the last one back.</summary>
    public Utf8Slice AddKey(ReadOnlySpan<byte> json)
    {
        var start = _keys.Length;
        var target = _keys.GetSpan(JsonText.GrowthMax * json.Length);
        _keys.Advance(JsonText.Decode(json, int.MaxValue, target));
        return _keys.SliceFrom(start);
    }

    public ReadOnlySpan<byte> Text(Utf8Slice key) => _keys[key];

    public void DropKey(Utf8Slice key) => _keys.Rewind(key.Start - 1);

    public void Clear()
    {
        if (_nodes.Length > KeepNodesMax)
        {
            _nodes = new JsonNode[InitialNodes];
        }

        _keys.Clear();
        Count = 0;
    }
}
