using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Ingest.Core.Log.Records;

namespace Ingest.Core.Intake.EventIds;

/// <summary>An event id of its caller's, and the site within which it names one event.</summary>
/// <remarks>Hot path: no allocation per event.</remarks>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct GivenId(Guid SiteId, Guid EventId)
{
    // Behind version, checksum, length of the fixed part and event type; docs/log-format.md has the bytes.
    private const int SiteAt = RecordFormat.HeaderBytes + 1;
    private const int EventAt = SiteAt + (3 * RecordFormat.GuidBytes);
    private const int FlagsAt = RecordFormat.HeaderBytes + RecordFormat.FixedBytes;

    /// <summary>
    /// Reads the id from a log record. False when the event has none of its caller's, or the record is damaged: an id that is not wholly certain
    /// must not keep an event out.
    /// </summary>
    public static bool TryRead(ReadOnlySpan<byte> record, out GivenId id)
    {
        id = default;
        if (record.Length <= FlagsAt
            || record[0] != RecordFormat.Version
            || record[RecordFormat.HeaderBytes - 1] < RecordFormat.FixedBytes + RecordFormat.GivenIdBytes
            || (record[FlagsAt] & RecordFormat.HasGivenId) == 0
            || BinaryPrimitives.ReadUInt32LittleEndian(record[1..]) != RecordFormat.Checksum(record))
        {
            return false;
        }

        id = new GivenId(
            new Guid(record.Slice(SiteAt, RecordFormat.GuidBytes), bigEndian: true),
            new Guid(record.Slice(EventAt, RecordFormat.GuidBytes), bigEndian: true));
        return true;
    }
}
