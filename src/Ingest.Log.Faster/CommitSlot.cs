using System.Buffers.Binary;
using FASTER.core;
using Ingest.Core.Log;

namespace Ingest.Log.Faster;

/// <summary>One commit as it is on disk.</summary>
/// <param name="Number">Number of the commit, growing by one; 0 for none.</param>
/// <param name="BeginAddress">Oldest address that is kept.</param>
/// <param name="UntilAddress">Everything before is committed.</param>
/// <param name="Metadata">FASTER's own account of the commit.</param>
internal readonly record struct CommitSlot(long Number, long BeginAddress, long UntilAddress, byte[] Metadata)
{
    private const int ChecksumAt = 8;
    private const int NumberAt = 12;
    private const int BeginAt = 20;
    private const int UntilAt = 28;
    private const int LengthAt = 36;
    private const int MetadataAt = 40;

    private static ReadOnlySpan<byte> Magic => "INGESTC1"u8;

    /// <summary>The commit after this one, of these addresses, as FASTER would describe it.</summary>
    public CommitSlot Next(long beginAddress, long untilAddress) => Of(Number + 1, beginAddress, untilAddress);

    /// <summary>This commit under a number whose slot is the given one: the same, or one greater.</summary>
    public CommitSlot WithParity(int index) => Number % 2 == index ? this : Of(Number + 1, BeginAddress, UntilAddress);

    /// <summary>Writes the slot over a span of zeros.</summary>
    public void WriteTo(Span<byte> slot)
    {
        Magic.CopyTo(slot);
        BinaryPrimitives.WriteInt64LittleEndian(slot[NumberAt..], Number);
        BinaryPrimitives.WriteInt64LittleEndian(slot[BeginAt..], BeginAddress);
        BinaryPrimitives.WriteInt64LittleEndian(slot[UntilAt..], UntilAddress);
        BinaryPrimitives.WriteInt32LittleEndian(slot[LengthAt..], Metadata.Length);
        Metadata.CopyTo(slot[MetadataAt..]);
        BinaryPrimitives.WriteUInt32LittleEndian(slot[ChecksumAt..], Checksum(slot));
    }

    /// <summary>Reads a slot; null when it is damaged.</summary>
    public static CommitSlot? Read(ReadOnlySpan<byte> slot)
    {
        if (!slot.StartsWith(Magic) || BinaryPrimitives.ReadUInt32LittleEndian(slot[ChecksumAt..]) != Checksum(slot))
        {
            return null;
        }

        var length = BinaryPrimitives.ReadInt32LittleEndian(slot[LengthAt..]);
        return length < 0 || length > slot.Length - MetadataAt
            ? null
            : new CommitSlot(
                BinaryPrimitives.ReadInt64LittleEndian(slot[NumberAt..]),
                BinaryPrimitives.ReadInt64LittleEndian(slot[BeginAt..]),
                BinaryPrimitives.ReadInt64LittleEndian(slot[UntilAt..]),
                slot.Slice(MetadataAt, length).ToArray());
    }

    private static CommitSlot Of(long number, long beginAddress, long untilAddress)
    {
        var info = new FasterLogRecoveryInfo { BeginAddress = beginAddress, UntilAddress = untilAddress, CommitNum = number };
        return new CommitSlot(number, beginAddress, untilAddress, info.ToByteArray());
    }

    private static uint Checksum(ReadOnlySpan<byte> slot) => Crc32C.Compute(slot[NumberAt..]);
}
