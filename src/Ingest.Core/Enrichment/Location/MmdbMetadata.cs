namespace Ingest.Core.Enrichment.Location;

/// <summary>The metadata at the end of a database file, checked against the file's size.</summary>
/// <param name="NodeCount">Nodes of the search tree.</param>
/// <param name="RecordSize">Bits of each of a node's two records: 24, 28 or 32.</param>
/// <param name="IpVersion">4, or 6 for a tree that holds IPv4 below its 96 leading zeros too.</param>
/// <param name="BuiltAt">When the database was made; 1970 when it does not say.</param>
/// <param name="RecordsEnd">End of the records, where the metadata begins.</param>
public readonly record struct MmdbMetadata(uint NodeCount, int RecordSize, int IpVersion, DateTimeOffset BuiltAt, long RecordsEnd)
{
    /// <summary>Zero bytes between the tree and the records.</summary>
    public const int SeparatorBytes = 16;

    // By the specification the metadata lies in the last 128 KiB.
    private const int SearchedBytesMax = 128 * 1024;

    private static readonly ulong LastSecond = (ulong)DateTimeOffset.MaxValue.ToUnixTimeSeconds();

    private static readonly byte[] Marker = [0xAB, 0xCD, 0xEF, .. "MaxMind.com"u8];

    /// <summary>Size of the search tree, which begins the file.</summary>
    public long TreeBytes => NodeCount * (long)RecordSize / 4;

    /// <summary>Start of the records.</summary>
    public long RecordsStart => TreeBytes + SeparatorBytes;

    /// <summary>Finds and checks the metadata. False when the file is no database that can be read, and then <paramref name="fault"/> says why.</summary>
    public static bool TryRead(ReadOnlySpan<byte> file, out MmdbMetadata metadata, out string fault)
    {
        metadata = default;
        var searched = Math.Max(0, file.Length - SearchedBytesMax);
        var at = file[searched..].LastIndexOf(Marker);
        if (at < 0)
        {
            fault = "it holds no MaxMind DB metadata, so it is no such database or is cut off";
            return false;
        }

        metadata = Read(file[(searched + at + Marker.Length)..], searched + at, out var majorVersion);
        fault = FaultOf(metadata, majorVersion, file);
        return fault.Length == 0;
    }

    private static MmdbMetadata Read(ReadOnlySpan<byte> section, long recordsEnd, out ulong majorVersion)
    {
        var value = new MmdbValue(section);
        majorVersion = Number(ref value, "binary_format_major_version"u8);
        return new MmdbMetadata(
            (uint)Math.Min(uint.MaxValue, Number(ref value, "node_count"u8)),
            (int)Math.Min(int.MaxValue, Number(ref value, "record_size"u8)),
            (int)Math.Min(int.MaxValue, Number(ref value, "ip_version"u8)),
            DateTimeOffset.FromUnixTimeSeconds((long)Math.Min(LastSecond, Number(ref value, "build_epoch"u8))),
            recordsEnd);
    }

    private static ulong Number(ref MmdbValue value, ReadOnlySpan<byte> key) =>
        value.TryMember(0, key, out var at) && value.TryNumber(at, out var number) ? number : 0;

    private static string FaultOf(MmdbMetadata metadata, ulong majorVersion, ReadOnlySpan<byte> file)
    {
        if (majorVersion != 2)
        {
            return $"its format version is {majorVersion}, and 2 is read";
        }

        if (metadata.RecordSize is not (24 or 28 or 32) || metadata.IpVersion is not (4 or 6) || metadata.NodeCount == 0)
        {
            return $"its metadata are out of range: record_size {metadata.RecordSize}, ip_version {metadata.IpVersion}, node_count {metadata.NodeCount}";
        }

        if (metadata.RecordsStart > metadata.RecordsEnd)
        {
            return $"its tree of {metadata.NodeCount} nodes does not fit into the file";
        }

        var separator = file.Slice((int)metadata.TreeBytes, SeparatorBytes);
        return separator.ContainsAnyExcept((byte)0) ? "the zeros between its tree and its records are missing" : "";
    }
}
