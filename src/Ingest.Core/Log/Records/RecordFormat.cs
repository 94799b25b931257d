using System.Numerics;

namespace Ingest.Core.Log.Records;

/// <summary>The numbers of the record format, which docs/log-format.md describes byte by byte. Frozen: a change needs a new version.</summary>
internal static class RecordFormat
{
    /// <summary>First byte of a record. Fields may be added without a new version, since a reader skips what it does not know.</summary>
    public const byte Version = 1;

    /// <summary>Version byte, checksum, and length of the fixed part.</summary>
    public const int HeaderBytes = 1 + sizeof(uint) + 1;

    /// <summary>Fixed part of this version: event type, four ids, two times, revenue.</summary>
    public const int FixedBytes = 1 + (4 * GuidBytes) + (3 * sizeof(long));

    /// <summary>What the fixed part of an event with a caller-given id has behind <see cref="FixedBytes"/>: flags, and when the server took it.</summary>
    public const int GivenIdBytes = 1 + sizeof(long);

    /// <summary>The flag of an event whose id is the caller's.</summary>
    public const byte HasGivenId = 1;

    /// <summary>Place of the event type, the first byte of the fixed part.</summary>
    public const int TypeOffset = HeaderBytes;

    /// <summary>Bytes of an id.</summary>
    public const int GuidBytes = 16;

    /// <summary>Set in the type byte of an event data value that is followed by its number.</summary>
    public const byte NumberFollows = 0x80;

    /// <summary>CRC-32C of the whole record, its own four bytes left out.</summary>
    public static uint Checksum(ReadOnlySpan<byte> record) =>
        ~Crc32C.Append(Crc32C.Append(Crc32C.Seed, record[..1]), record[(1 + sizeof(uint))..]);

    /// <summary>Bytes of a length as a varint: seven bits each, lowest first.</summary>
    public static int VarintBytes(int value) => Math.Max(1, (38 - BitOperations.LeadingZeroCount((uint)value)) / 7);
}
