using System.Buffers.Binary;
using System.Numerics;
using Ingest.Core.Files;
using Ingest.Core.Log;

namespace Ingest.Core.Batching;

/// <summary>The file that keeps one sink's <see cref="SinkCursor"/> over restarts.</summary>
/// <remarks>
/// 44 bytes, little-endian: 0 magic <c>INGC</c>; 4 version (u16) 1; 6 zero (u16); 8 log id (16, in the order of its text);
/// 24 address (i64); 32 end of the pending range (i64), 0 for none; 40 CRC-32C of bytes 0 to 39.
/// </remarks>
internal sealed class CursorFile(string path)
{
    private const int Length = 44;
    private const int ChecksumOffset = 40;
    private const ushort Version = 1;

    /// <summary>Reads the cursor; null when the file does not exist, which means the beginning of the log.</summary>
    /// <exception cref="EventLogException">The file is damaged or of another version. Starting over silently would deliver everything twice.</exception>
    public SinkCursor? Load()
    {
        if (!File.Exists(path))
        {
            return null;
        }

        ReadOnlySpan<byte> bytes = File.ReadAllBytes(path);
        if (bytes.Length != Length || !bytes.StartsWith("INGC"u8))
        {
            throw Damaged($"it has {bytes.Length} bytes and should have {Length}, beginning with INGC");
        }

        if (BinaryPrimitives.ReadUInt32LittleEndian(bytes[ChecksumOffset..]) != Crc32C(bytes[..ChecksumOffset]))
        {
            throw Damaged("its checksum is wrong");
        }

        var version = BinaryPrimitives.ReadUInt16LittleEndian(bytes[4..]);
        return version == Version
            ? new SinkCursor(
                new Guid(bytes[8..24], bigEndian: true),
                BinaryPrimitives.ReadInt64LittleEndian(bytes[24..]),
                BinaryPrimitives.ReadInt64LittleEndian(bytes[32..]))
            : throw new EventLogException($"The cursor file {path} has version {version}; this program reads version {Version}. Start the newer program.");
    }

    /// <summary>Puts the cursor on disk: on return it survives a power cut.</summary>
    /// <exception cref="IOException">The disk failed or is full; the former cursor is still there.</exception>
    public void Save(SinkCursor cursor)
    {
        Span<byte> bytes = stackalloc byte[Length];
        bytes.Clear();
        "INGC"u8.CopyTo(bytes);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes[4..], Version);
        cursor.LogId.TryWriteBytes(bytes[8..], bigEndian: true, out _);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[24..], cursor.Address);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[32..], cursor.PendingEnd);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[ChecksumOffset..], Crc32C(bytes[..ChecksumOffset]));
        AtomicFile.Write(path, bytes);
    }

    /// <summary>Refuses a cursor that belongs to another log: its addresses mean nothing here.</summary>
    /// <exception cref="EventLogException">The identities differ.</exception>
    public void RequireLog(SinkCursor cursor, Guid logId)
    {
        if (cursor.LogId != logId)
        {
            throw new EventLogException(
                $"The cursor file {path} belongs to log {cursor.LogId}, but the log is {logId}. Put the log back that it belongs to, "
                + "or delete the cursor file to deliver this log from its beginning.");
        }
    }

    private EventLogException Damaged(string fault) =>
        new($"The cursor file {path} is damaged: {fault}. Restore it from a backup, or delete it to deliver the log again from its beginning "
            + "(sinks recognise events they have).");

    private static uint Crc32C(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        foreach (var value in bytes)
        {
            crc = BitOperations.Crc32C(crc, value);
        }

        return ~crc;
    }
}
