using System.Runtime.InteropServices;

namespace Ingest.Core.Enrichment.EventValues;

/// <summary>
/// Finds members of large objects by name: a hash table over the nodes of one tree, for all its large objects together, so that
/// 100,000 names cost no more than 100,000 steps.
/// </summary>
/// <remarks>Hot path: no allocation per event.</remarks>
internal sealed class MemberIndex(JsonTree tree)
{
    private const int InitialSlots = 256;

    // Node + 1; 0 is free. Never more than half full.
    private int[] _slots = new int[InitialSlots];
    private int _count;

    /// <summary>
    /// A hash that a sender cannot predict: string's own is keyed anew in each process. It takes pairs of bytes; a last odd one is added.
    /// </summary>
    public static int Hash(int objectNumber, ReadOnlySpan<byte> key) =>
        HashCode.Combine(
            objectNumber, key.Length, string.GetHashCode(MemoryMarshal.Cast<byte, char>(key), StringComparison.Ordinal), key.IsEmpty ? 0 : key[^1]);

    /// <summary>The member of that object with that name; <see cref="JsonNode.None"/> without it.</summary>
    public int Find(int objectNumber, ReadOnlySpan<byte> key, int hash)
    {
        for (var slot = hash & (_slots.Length - 1); _slots[slot] != 0; slot = (slot + 1) & (_slots.Length - 1))
        {
            ref var node = ref tree[_slots[slot] - 1];
            if (node.KeyHash == hash && node.ObjectNumber == objectNumber && tree.Text(node.Key).SequenceEqual(key))
            {
                return _slots[slot] - 1;
            }
        }

        return JsonNode.None;
    }

    /// <summary>Adds a member, whose node holds its name, hash and object.</summary>
    public void Add(int node)
    {
        if (++_count > _slots.Length / 2)
        {
            Grow();
        }

        Place(node + 1);
    }

    public void Clear()
    {
        if (_slots.Length > 2 * JsonTree.KeepNodesMax)
        {
            _slots = new int[InitialSlots];
        }
        else if (_count > 0)
        {
            Array.Clear(_slots);
        }

        _count = 0;
    }

    private void Grow()
    {
        var old = _slots;
        _slots = new int[old.Length * 2];
        foreach (var entry in old)
        {
            if (entry != 0)
            {
                Place(entry);
            }
        }
    }

    private void Place(int entry)
    {
        var slot = tree[entry - 1].KeyHash & (_slots.Length - 1);
        while (_slots[slot] != 0)
        {
            slot = (slot + 1) & (_slots.Length - 1);
        }

        _slots[slot] = entry;
    }
}
