namespace Ingest.Core.Quarantine;

/// <summary>Why bytes of the log were set aside.</summary>
public enum QuarantineReason
{
    /// <summary>The sink refuses the record for its data.</summary>
    Refused,

    /// <summary>The bytes cannot be read as records.</summary>
    Damaged,
}
