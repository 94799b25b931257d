namespace Ingest.Core.Files;

/// <summary>The kinds of <see cref="FileAct"/>.</summary>
public enum FileActKind
{
    /// <summary>A file is made, empty.</summary>
    Create,

    /// <summary>Bytes are written; they are on disk after a later flush.</summary>
    Write,

    /// <summary>What was written to a file is put on disk.</summary>
    Flush,

    /// <summary>Disk space is taken for a part of a file.</summary>
    Allocate,

    /// <summary>A file is renamed over another.</summary>
    Move,

    /// <summary>A file is removed.</summary>
    Delete,

    /// <summary>The names in a folder are put on disk.</summary>
    FlushFolder,
}
