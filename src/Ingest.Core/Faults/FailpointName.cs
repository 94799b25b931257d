namespace Ingest.Core.Faults;

/// <summary>The places where a test can end or hold the process. In INGEST_FAILPOINTS they are written as <c>append-before-commit</c>.</summary>
public enum FailpointName : byte
{
    /// <summary>The records of a request are in the log's memory; no commit covers them.</summary>
    AppendBeforeCommit,

    /// <summary>Part of a write to a segment is in the file, or all of it; none of it is flushed. Armed, each write is done in two parts.</summary>
    SegmentHalfWritten,

    /// <summary>The records are on disk; the commit that covers them is not.</summary>
    SegmentBeforeSlot,

    /// <summary>The commit is on disk; nobody has been told.</summary>
    CommitBeforeReply,

    /// <summary>The range of a batch is on disk; nothing of it was sent.</summary>
    RangeBeforeSend,

    /// <summary>The body of an insert was handed to the connection; the answer has not come.</summary>
    SendBeforeResponse,

    /// <summary>The sink has said that it has the batch; the cursor stands before it.</summary>
    DeliverBeforeCursor,

    /// <summary>A refused batch is being halved: the first half is delivered or set aside, the second was not sent.</summary>
    IsolateBetweenHalves,

    /// <summary>A refused record is in the quarantine; the cursor stands before it.</summary>
    QuarantineBeforeCursor,

    /// <summary>The cursor is on disk behind the batch; the log was not truncated.</summary>
    CursorBeforeTruncate,

    /// <summary>The log was told to give up records; no commit says so.</summary>
    TruncateBeforeCommit,

    /// <summary>A commit gives up a segment; its file is still there.</summary>
    CommitBeforeRemoval,

    /// <summary>A small file was written and flushed under its temporary name; the old one is in place.</summary>
    FileBeforeRename,

    /// <summary>One data file of a flush is in the lake; others may be missing.</summary>
    LakeBetweenFiles,

    /// <summary>The data files of a flush are in the lake; no manifest names them.</summary>
    LakeBeforeManifest,

    /// <summary>The manifest of a flush is in the lake; no list names it.</summary>
    LakeBeforeList,

    /// <summary>The list of a snapshot is in the lake; no metadata names it.</summary>
    LakeBeforeCommit,

    /// <summary>The metadata of a table with the new snapshot is in the lake; the catalog names the one before.</summary>
    LakeBeforeSwap,

    /// <summary>The catalog names the metadata with the new snapshot; nobody has been told.</summary>
    LakeAfterSwap,

    /// <summary>One table of the lake has the flush; the other may not.</summary>
    LakeBetweenTables,

    /// <summary>At the start: the log's files were checked; the log is not recovered.</summary>
    RecoverLog,

    /// <summary>At the start: a sink's backlog is counted; its pending range was not sent again.</summary>
    RecoverSink,

    /// <summary>At the stop: the queue is closed; the workers are still draining it.</summary>
    DrainQueue,

    /// <summary>At the stop: everything taken is committed; the sinks have not delivered it.</summary>
    DrainSinks,
}
