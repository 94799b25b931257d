using System.Buffers.Text;

namespace Ingest.Load.Wire;

/// <summary>Bytes that are put together anew for each request.</summary>
/// <remarks>Hot path: no allocation per event, but for requests longer than any before.</remarks>
internal sealed class RequestBuffer
{
    private byte[] _bytes = new byte[4096];

    /// <summary>Bytes so far.</summary>
    public int Length { get; private set; }

    /// <summary>What was put together.</summary>
    public ReadOnlySpan<byte> Written => _bytes.AsSpan(0, Length);

    /// <summary>Begins anew.</summary>
    public void Clear() => Length = 0;

    /// <summary>Appends bytes.</summary>
    public void Add(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(Room(bytes.Length));
        Length += bytes.Length;
    }

    /// <summary>Appends a number in decimal digits.</summary>
    public void Add(ulong number)
    {
        Utf8Formatter.TryFormat(number, Room(20), out var written);
        Length += written;
    }

    /// <summary>Appends an amount with two decimals.</summary>
    public void AddAmount(int hundredths)
    {
        Utf8Formatter.TryFormat(hundredths / 100m, Room(20), out var written, new System.Buffers.StandardFormat('F', 2));
        Length += written;
    }

    private Span<byte> Room(int count)
    {
        if (_bytes.Length - Length < count)
        {
            Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, Length + count));
        }

        return _bytes.AsSpan(Length);
    }
}
