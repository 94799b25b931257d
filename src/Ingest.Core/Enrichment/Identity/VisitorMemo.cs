namespace Ingest.Core.Enrichment.Identity;

/// <summary>
/// The visitor of the worker's last event, with all that the ids were made of: the messages of a batch mostly come from one visitor, who is then
/// found by a comparison, without a hash or a lock.
/// </summary>
/// <remarks>Hot path: no allocation per event. Not thread-safe: one for each worker. What is in here is never written out.</remarks>
internal sealed class VisitorMemo
{
    // Longer parts are looked up each time.
    private const int PartsBytesMax = 256;

    private readonly byte[] _parts = new byte[PartsBytesMax];
    private object? _owner;
    private int _length;

    /// <summary>The visitor.</summary>
    public KnownVisitor Visitor { get; private set; }

    /// <summary>True when the visitor is that of these parts, and was set by the same owner.</summary>
    public bool Is(object owner, ReadOnlySpan<byte> parts) => ReferenceEquals(owner, _owner) && parts.SequenceEqual(_parts.AsSpan(0, _length));

    /// <summary>Remembers a visitor in the place of the last one.</summary>
    public void Set(object owner, ReadOnlySpan<byte> parts, in KnownVisitor visitor)
    {
        (_owner, _length) = parts.Length <= PartsBytesMax ? (owner, parts.Length) : (null, 0);
        parts[.._length].CopyTo(_parts);
        Visitor = visitor;
    }

    /// <summary>Replaces what is known of the visitor whose key it is.</summary>
    public void Renew(in KnownVisitor visitor) => Visitor = visitor.Key == Visitor.Key ? visitor : Visitor;
}
