namespace Ingest.Core.Enrichment.EventValues;

/// <summary>The order in which JavaScript enumerates the members of an object (ECMA-262 §10.1.11): array indices by value, then the others as they came.</summary>
/// <remarks>Hot path: no allocation per event.</remarks>
internal sealed class MemberOrder(JsonTree tree)
{
    // The highest index of an array (ECMA-262 §6.1.7).
    private const uint ArrayIndexMax = uint.MaxValue - 1;

    private const int InitialIndices = 16;

    // Index in the upper half, node in the lower.
    private ulong[] _indices = new ulong[InitialIndices];

    /// <summary>Links the members of an object anew, at least one of which is an array index.</summary>
    public void PutIndicesFirst(int parent)
    {
        var others = TakeIndices(parent, out var count);
        var indices = _indices.AsSpan(0, count);
        indices.Sort();

        tree[parent].FirstChild = Node(indices[0]);
        for (var i = 1; i < count; i++)
        {
            tree[Node(indices[i - 1])].NextSibling = Node(indices[i]);
        }

        tree[Node(indices[^1])].NextSibling = others;
    }

    public static bool IsArrayIndex(ReadOnlySpan<byte> key, out uint index)
    {
        index = 0;
        if (key.Length is 0 or > 10 || (key[0] == '0' && key.Length > 1))
        {
            return false;
        }

        var value = 0L;
        foreach (var digit in key)
        {
            if (digit is < (byte)'0' or > (byte)'9')
            {
                return false;
            }

            value = (value * 10) + digit - '0';
        }

        index = (uint)value;
        return value <= ArrayIndexMax;
    }

    public void Clear()
    {
        if (_indices.Length > JsonTree.KeepNodesMax)
        {
            _indices = new ulong[InitialIndices];
        }
    }

    // Collects the indices, links the others to one another, and returns the first of these.
    private int TakeIndices(int parent, out int count)
    {
        var (first, last) = (JsonNode.None, JsonNode.None);
        count = 0;
        for (var node = tree[parent].FirstChild; node != JsonNode.None; node = tree[node].NextSibling)
        {
            if (IsArrayIndex(tree.Key(node), out var index))
            {
                Collect(((ulong)index << 32) | (uint)node, ref count);
            }
            else if (last == JsonNode.None)
            {
                (first, last) = (node, node);
            }
            else
            {
                tree[last].NextSibling = node;
                last = node;
            }
        }

        if (last != JsonNode.None)
        {
            tree[last].NextSibling = JsonNode.None;
        }

        return first;
    }

    private void Collect(ulong entry, ref int count)
    {
        if (count == _indices.Length)
        {
            Array.Resize(ref _indices, count * 2);
        }

        _indices[count++] = entry;
    }

    private static int Node(ulong entry) => (int)(uint)entry;
}
