namespace Ingest.Core.Batching;

/// <summary>What closed a batch: the label <c>closed_by</c> of its metric.</summary>
internal enum CloseReason : byte
{
    /// <summary>It is still open.</summary>
    None,

    /// <summary>It has the most rows allowed.</summary>
    Rows,

    /// <summary>It has the most record bytes allowed.</summary>
    Bytes,

    /// <summary>Its first record has waited long enough.</summary>
    Age,

    /// <summary>A flush was asked for.</summary>
    Flush,

    /// <summary>Its range was fixed before the process started.</summary>
    Recovery,

    /// <summary>It is a part of a batch that was refused.</summary>
    Isolation,

    /// <summary>The log takes no more records.</summary>
    LogEnd,
}
