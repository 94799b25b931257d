using System.Buffers;
using System.Buffers.Text;
using System.Text;

namespace Ingest.Faults.Load;

/// <summary>Text that is written again and again into one buffer.</summary>
internal sealed class Utf8Text
{
    private readonly ArrayBufferWriter<byte> _bytes = new(256 * 1024);

    public int Length => _bytes.WrittenCount;

    public ReadOnlyMemory<byte> Memory => _bytes.WrittenMemory;

    public ReadOnlySpan<byte> Span => _bytes.WrittenSpan;

    public void Clear() => _bytes.ResetWrittenCount();

    public Utf8Text Add(ReadOnlySpan<byte> text)
    {
        _bytes.Write(text);
        return this;
    }

    public Utf8Text Add(string text)
    {
        Encoding.UTF8.GetBytes(text, _bytes);
        return this;
    }

    public Utf8Text Add(long number)
    {
        Utf8Formatter.TryFormat(number, _bytes.GetSpan(20), out var written);
        _bytes.Advance(written);
        return this;
    }

    public Utf8Text Add(Guid id)
    {
        Utf8Formatter.TryFormat(id, _bytes.GetSpan(36), out var written);
        _bytes.Advance(written);
        return this;
    }

    public override string ToString() => Encoding.UTF8.GetString(Span);
}
