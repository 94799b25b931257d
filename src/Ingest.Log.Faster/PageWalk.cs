namespace Ingest.Log.Faster;

/// <summary>Fills a span with the bytes of an address, which lie in one page.</summary>
internal delegate void PageRead(long address, Span<byte> destination);

/// <summary>Walks the frames of one page after the other, over bytes read from disk. The running reader and the log's tools share it.</summary>
/// <remarks>Hot path: no allocation per event.</remarks>
internal sealed class PageWalk(int pageBytes, PageRead read)
{
    private byte[] _bytes = [];
    private int _length;
    private long _start;
    private int _at;
    private bool _isWhole;
    private bool _isFirst;

    /// <summary>Address of the next frame.</summary>
    public long Address => _start + _at;

    /// <summary>Reads the page of an address, from there to its end or to the end of what counts.</summary>
    /// <param name="address">Where to begin: where a frame begins, if it is not damaged.</param>
    /// <param name="until">The end of what counts, beyond the address.</param>
    public void Load(long address, long until)
    {
        var pageStart = address / pageBytes * pageBytes;
        var length = (int)(Math.Min(pageStart + pageBytes, until) - address);
        _bytes = _bytes.Length >= length ? _bytes : new byte[length];

        // Nothing to walk until the bytes are there: the read may fail.
        (_start, _at, _length) = (address, 0, 0);
        read(address, _bytes.AsSpan(0, length));
        _length = length;
        _isWhole = until >= pageStart + pageBytes;
        _isFirst = address <= Math.Max(pageStart, LogFolder.FirstAddress);
    }

    /// <summary>The next frame. False at the end of the page or of what counts.</summary>
    public bool TryNext(out Frame frame)
    {
        frame = default;
        if (_at >= _length)
        {
            return false;
        }

        frame = Frames.Read(_bytes.AsSpan(0, _length), _at, _isWhole, _isFirst);
        (_at, _isFirst) = (frame.End, false);
        return true;
    }

    /// <summary>The bytes of a frame's record, or of damage; good until the next page is loaded.</summary>
    public ReadOnlyMemory<byte> BytesOf(Frame frame) =>
        frame.Kind == FrameKind.Damage ? _bytes.AsMemory(frame.Offset..frame.End) : _bytes.AsMemory(frame.RecordStart..frame.RecordEnd);

    /// <summary>All bytes of a frame, its header too.</summary>
    public ReadOnlyMemory<byte> FrameOf(Frame frame) => _bytes.AsMemory(frame.Offset..frame.End);

    /// <summary>Address of a frame.</summary>
    public long AddressOf(Frame frame) => _start + frame.Offset;
}
