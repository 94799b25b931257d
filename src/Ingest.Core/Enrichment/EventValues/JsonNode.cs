using System.Runtime.InteropServices;
using Ingest.Core.Buffers;

namespace Ingest.Core.Enrichment.EventValues;

internal enum JsonNodeKind : byte
{
    Null,
    False,
    True,
    Number,
    Text,
    Object,
    Array,

    /// <summary>An array of so many elements that its text is over the limit whatever they are; they are not kept.</summary>
    LongArray,
}

/// <summary>One value of a <see cref="JsonTree"/>. Positions are those of nodes in the tree; <see cref="None"/> is none.</summary>
[StructLayout(LayoutKind.Auto)]
internal struct JsonNode
{
    public const int None = -1;

    public JsonNodeKind Kind;

    /// <summary>Name of a member, decoded, in the tree's arena.</summary>
    public Utf8Slice Key;

    /// <summary>Hash of <see cref="Key"/>; only within large objects.</summary>
    public int KeyHash;

    /// <summary>Which object a member belongs to; numbers are never used again within one tree.</summary>
    public int ObjectNumber;

    /// <summary>A scalar's bytes in the source, without quotes.</summary>
    public int SourceStart;

    public int SourceLength;

    public int FirstChild;

    public int NextSibling;
}
