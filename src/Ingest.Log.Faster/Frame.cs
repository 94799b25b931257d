using System.Runtime.InteropServices;

namespace Ingest.Log.Faster;

/// <summary>What lies at an offset of a page.</summary>
internal enum FrameKind
{
    /// <summary>A record whose frame is whole.</summary>
    Record,

    /// <summary>A frame that a repair has written over damage: it holds nothing.</summary>
    Filler,

    /// <summary>Bytes that are no frame: one record, unless its length is damaged too.</summary>
    Damage,

    /// <summary>The zeros that fill the end of a page.</summary>
    PageEnd,
}

/// <summary>One step through a page.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Offset">Where it begins.</param>
/// <param name="RecordEnd">Where its record ends; for anything but a frame the same as <paramref name="End"/>.</param>
/// <param name="End">Where the next step begins.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Frame(FrameKind Kind, int Offset, int RecordEnd, int End)
{
    /// <summary>Where its record begins.</summary>
    public int RecordStart => Offset + Frames.HeaderBytes;
}
