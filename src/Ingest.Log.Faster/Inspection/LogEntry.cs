using System.Runtime.InteropServices;

namespace Ingest.Log.Faster.Inspection;

/// <summary>What a walk over the files of a log finds at an address.</summary>
public enum LogEntryKind
{
    /// <summary>A record that is as it was written.</summary>
    Record,

    /// <summary>A frame that <c>repair</c> or <c>cut</c> has left where something was given up.</summary>
    Filler,

    /// <summary>A whole frame whose record is damaged: the record's own checksum is wrong.</summary>
    DamagedRecord,

    /// <summary>Bytes that are no frame: one record, unless its length is damaged too.</summary>
    DamagedFrame,

    /// <summary>Bytes that are in no file: the segment is missing or too short.</summary>
    Missing,
}

/// <summary>A place in a log.</summary>
/// <param name="Kind">What is there.</param>
/// <param name="Address">Where it begins.</param>
/// <param name="End">Where the next one begins.</param>
/// <param name="Bytes">The record; the bytes of the whole frame when it is damaged, as far as they are there. Good until the walk goes on.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct LogEntry(LogEntryKind Kind, long Address, long End, ReadOnlyMemory<byte> Bytes)
{
    /// <summary>True when a reader passes it as damage.</summary>
    public bool IsDamage => Kind is LogEntryKind.DamagedRecord or LogEntryKind.DamagedFrame or LogEntryKind.Missing;

    /// <summary>What is wrong, in words for an operator.</summary>
    public string Fault => Kind switch
    {
        LogEntryKind.DamagedRecord => "the record's own checksum is wrong",
        LogEntryKind.DamagedFrame => "the checksum or the length is wrong",
        LogEntryKind.Missing => "the segment file is missing or too short",
        _ => "",
    };
}
