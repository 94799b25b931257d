using System.Buffers;

namespace Ingest.Core.Buffers;

/// <summary>A growing byte buffer that texts are appended to and read back from by <see cref="Utf8Slice"/>.</summary>
/// <remarks>Hot path: no allocation per event; the buffer is kept over <see cref="Clear"/>. Not thread-safe: one owner at a time.</remarks>
public sealed class Utf8Arena : IBufferWriter<byte>
{
    // A buffer that one large body has grown is given back, so that a pool of arenas does not keep the largest bodies ever seen.
    private const int KeepBytesMax = 64 * 1024;
    private const int InitialBytes = 4 * 1024;

    private byte[] _buffer = new byte[InitialBytes];
    private int _used;

    /// <summary>Bytes in use.</summary>
    public int Length => _used;

    /// <summary>The bytes of a slice; empty when absent. Valid until the next write or <see cref="Clear"/>.</summary>
    public ReadOnlySpan<byte> this[Utf8Slice slice] => slice.Length == 0 ? default : _buffer.AsSpan(slice.Start - 1, slice.Length);

    /// <summary>The same bytes, writable, for edits in place that do not lengthen them.</summary>
    public Span<byte> Edit(Utf8Slice slice) => slice.Length == 0 ? default : _buffer.AsSpan(slice.Start - 1, slice.Length);

    /// <summary>Copies a text into the arena. The text may itself lie in this arena.</summary>
    public Utf8Slice Append(ReadOnlySpan<byte> text)
    {
        var start = _used;
        text.CopyTo(Reserve(text));
        _used += text.Length;
        return new Utf8Slice(start + 1, text.Length);
    }

    /// <summary>The slice of everything written since <paramref name="start"/>, a former <see cref="Length"/>.</summary>
    public Utf8Slice SliceFrom(int start) => new(start + 1, _used - start);

    /// <summary>Takes back what was written after <paramref name="length"/>.</summary>
    public void Rewind(int length) => _used = Math.Min(_used, length);

    /// <inheritdoc/>
    public void Advance(int count)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, _buffer.Length - _used);
        _used += count;
    }

    /// <inheritdoc/>
    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Grow(Math.Max(sizeHint, 1));
        return _buffer.AsMemory(_used);
    }

    /// <inheritdoc/>
    public Span<byte> GetSpan(int sizeHint = 0)
    {
        Grow(Math.Max(sizeHint, 1));
        return _buffer.AsSpan(_used);
    }

    /// <summary>Forgets every slice.</summary>
    public void Clear()
    {
        _used = 0;
        if (_buffer.Length > KeepBytesMax)
        {
            _buffer = new byte[InitialBytes];
        }
    }

    // The source is read after the growth, which keeps the old array alive: a text of this arena stays valid while it is copied.
    private Span<byte> Reserve(ReadOnlySpan<byte> text)
    {
        Grow(text.Length);
        return _buffer.AsSpan(_used);
    }

    private void Grow(int count)
    {
        if (_buffer.Length - _used < count)
        {
            Array.Resize(ref _buffer, (int)Math.Min(Array.MaxLength, Math.Max((long)_buffer.Length * 2, (long)_used + count)));
        }
    }
}
