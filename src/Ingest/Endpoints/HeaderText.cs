using System.Text;
using Ingest.Core.Buffers;
using Microsoft.Extensions.Primitives;

namespace Ingest.Endpoints;

/// <summary>Header values as UTF-8 in a request's arena.</summary>
internal static class HeaderText
{
    /// <summary>
    /// Appends a header's value; absent when it was not sent. Its characters are bytes read as Latin-1, and are encoded as such: Umami hashes
    /// the user agent in just this form.
    /// </summary>
    public static Utf8Slice Append(Utf8Arena arena, StringValues header)
    {
        if (header.Count == 0)
        {
            return default;
        }

        var text = header[0].AsSpan();
        var start = arena.Length;
        arena.Advance(Encoding.UTF8.GetBytes(text, arena.GetSpan(Encoding.UTF8.GetMaxByteCount(text.Length))));
        return arena.SliceFrom(start);
    }

    /// <summary>Appends the bytes of a header that <see cref="RawHeaderEncoding.Packed"/> has read; absent when it was not sent.</summary>
    public static Utf8Slice AppendPacked(Utf8Arena arena, StringValues header) =>
        header.Count == 0 ? default : arena.Append(RawHeaderEncoding.BytesOf(header[0]));
}
