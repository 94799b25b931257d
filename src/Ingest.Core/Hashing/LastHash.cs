namespace Ingest.Core.Hashing;

/// <summary>The keyed hash of the last text, which is compared first: the messages of a batch mostly have the same, and to compare is cheaper than to hash.</summary>
/// <remarks>Hot path: no allocation per event. Not thread-safe: one for each worker. What is in here is never written out.</remarks>
internal sealed class LastHash
{
    // Longer ones are hashed each time.
    private const int RememberedBytesMax = 1024;

    private readonly byte[] _text = new byte[RememberedBytesMax];
    private int _length = -1;
    private UInt128 _hash;

    /// <summary><see cref="KeyedHash"/> of a text.</summary>
    public UInt128 Of(ReadOnlySpan<byte> text)
    {
        if (text.Length != _length || !text.SequenceEqual(_text.AsSpan(0, text.Length)))
        {
            _hash = KeyedHash.Of(text);
            _length = text.Length <= RememberedBytesMax ? text.Length : -1;
            text[..Math.Max(_length, 0)].CopyTo(_text);
        }

        return _hash;
    }
}
