namespace Ingest.Core.Files;

/// <summary>One thing that is done to a file, as a <see cref="FileWatch"/> sees it.</summary>
/// <param name="kind">What is done.</param>
/// <param name="path">Full path of the file or folder.</param>
/// <param name="offset">Where in the file, in bytes.</param>
/// <param name="bytes">What is written there.</param>
/// <param name="target">Where the file is moved to.</param>
public readonly ref struct FileAct(FileActKind kind, string path, long offset = 0, ReadOnlySpan<byte> bytes = default, string? target = null)
{
    /// <summary>What is done.</summary>
    public FileActKind Kind { get; } = kind;

    /// <summary>Full path of the file or folder.</summary>
    public string Path { get; } = path;

    /// <summary>Where in the file, in bytes.</summary>
    public long Offset { get; } = offset;

    /// <summary>What is written there.</summary>
    public ReadOnlySpan<byte> Bytes { get; } = bytes;

    /// <summary>Where the file is moved to; null for other acts.</summary>
    public string? Target { get; } = target;
}
