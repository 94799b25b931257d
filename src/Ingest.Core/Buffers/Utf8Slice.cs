namespace Ingest.Core.Buffers;

/// <summary>A run of UTF-8 bytes inside a <see cref="Utf8Arena"/>. The default value stands for "absent"; an empty text is present with length 0.</summary>
/// <param name="Start">Offset in the arena plus one, so that the default is absent.</param>
/// <param name="Length">Length in bytes.</param>
public readonly record struct Utf8Slice(int Start, int Length)
{
    /// <summary>False for the default value: the field was not sent.</summary>
    public bool IsPresent => Start != 0;

    /// <summary>True when absent or of length 0.</summary>
    public bool IsEmpty => Length == 0;
}
