using Ingest.Core.Intake.Addresses;

namespace Ingest.Core.Enrichment.Location;

/// <summary>A City database in the MaxMind DB format, version 2.0 of its public specification: from an address to a place.</summary>
/// <remarks>
/// Hot path: no allocation per event. Immutable, so any number of threads may look up. The file is held in memory: a mapped file that
/// somebody overwrites in place ends the process with SIGBUS, and a database of 65 MB is affordable. Whatever the bytes are, a look-up ends
/// after at most 128 steps in the tree and <see cref="MmdbValue.ValuesMax"/> values, and finds a place or none.
/// </remarks>
public sealed class MmdbReader
{
    private readonly ReadOnlyMemory<byte> _file;
    private readonly ReadOnlyMemory<byte> _records;
    private readonly MmdbMetadata _metadata;
    private readonly uint _v4Root;

    private MmdbReader(ReadOnlyMemory<byte> file, MmdbMetadata metadata)
    {
        _file = file;
        _metadata = metadata;
        _records = file[(int)metadata.RecordsStart..(int)metadata.RecordsEnd];
        _v4Root = metadata.IpVersion == 6 ? Walk(0, default, 96) : 0;
    }

    /// <summary>What the database says of itself.</summary>
    public MmdbMetadata Metadata => _metadata;

    /// <summary>Opens a database held in memory. False when the bytes are none, and then <paramref name="fault"/> says why.</summary>
    public static bool TryOpen(ReadOnlyMemory<byte> file, out MmdbReader? reader, out string fault)
    {
        reader = MmdbMetadata.TryRead(file.Span, out var metadata, out fault) ? new MmdbReader(file, metadata) : null;
        return reader is not null;
    }

    /// <summary>The place of an address; the default when the database has none.</summary>
    public GeoPlace Find(ClientIp address)
    {
        if (!address.IsV4 && _metadata.IpVersion == 4)
        {
            return default;
        }

        // The bits are taken from the top of 128, so IPv4's are moved there.
        var bits = address.IsV4 ? address.Bits << 96 : address.Bits;
        var node = Walk(address.IsV4 ? _v4Root : 0, bits, address.Width);

        // A record above the number of nodes points into the records, counted from the nodes' end with the separator of 16 bytes.
        var offset = (long)node - _metadata.NodeCount - MmdbMetadata.SeparatorBytes;
        return offset >= 0 && offset < _records.Length ? GeoPlace.Read(new MmdbValue(_records.Span), (int)offset) : default;
    }

    private uint Walk(uint node, UInt128 bits, int count)
    {
        var tree = _file.Span[..(int)_metadata.TreeBytes];
        for (var i = 0; i < count && node < _metadata.NodeCount; i++)
        {
            node = Child(tree, node, (int)(bits >> (127 - i)) & 1);
        }

        return node;
    }

    private uint Child(ReadOnlySpan<byte> tree, uint node, int side)
    {
        var size = _metadata.RecordSize;
        var bytes = tree.Slice((int)(node * (long)size / 4), size / 4);
        return size switch
        {
            24 => side == 0 ? Uint24(bytes) : Uint24(bytes[3..]),
            28 => side == 0 ? Uint24(bytes) | ((bytes[3] & 0xF0u) << 20) : Uint24(bytes[4..]) | ((bytes[3] & 0x0Fu) << 24),
            _ => System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(bytes[(4 * side)..]),
        };
    }

    private static uint Uint24(ReadOnlySpan<byte> bytes) => ((uint)bytes[0] << 16) | ((uint)bytes[1] << 8) | bytes[2];
}
