using Ingest.Core.Buffers;

namespace Ingest.Core.Enrichment.Urls;

/// <summary>
/// The path state of the WHATWG URL Standard §4.4. A path of segments is kept as its text: a slash before each segment, so that the last
/// slash is where the last segment begins.
/// </summary>
/// <remarks>Hot path: no allocation per event.</remarks>
internal static class UrlPath
{
    /// <summary>Appends the segments of a text to the path that begins at <paramref name="start"/> of the arena and ends with it.</summary>
    public static void Append(Utf8Arena arena, int start, ReadOnlySpan<byte> text, UrlScheme scheme)
    {
        while (true)
        {
            var length = scheme.IsSpecial() ? text.IndexOfAny((byte)'/', (byte)'\\') : text.IndexOf((byte)'/');
            if (length < 0)
            {
                AppendSegment(arena, start, text, scheme);
                if (DotCount(text) != 0)
                {
                    arena.Append("/"u8);
                }

                return;
            }

            AppendSegment(arena, start, text[..length], scheme);
            text = text[(length + 1)..];
        }
    }

    /// <summary>Appends an opaque path. Its last space is encoded when a query or fragment follows, lest a later parse trims it.</summary>
    public static void AppendOpaque(Utf8Arena arena, ReadOnlySpan<byte> text, bool isFollowed)
    {
        var endsWithSpace = isFollowed && text.EndsWith(" "u8);
        PercentEncoding.AppendEncoded(arena, endsWithSpace ? text[..^1] : text, PercentEncoding.C0Control);
        arena.Append(endsWithSpace ? "%20"u8 : default);
    }

    /// <summary>Takes the last segment off the path that begins at <paramref name="start"/>; the drive of a file path stays.</summary>
    public static void Shorten(Utf8Arena arena, int start, UrlScheme scheme)
    {
        var path = arena[arena.SliceFrom(start)];
        var last = path.LastIndexOf((byte)'/');
        if (last < 0 || (scheme == UrlScheme.File && last == 0 && Drive(path).Length == path.Length && path.Length > 0))
        {
            return;
        }

        arena.Rewind(start + last);
    }

    /// <summary>True for a letter and a colon or bar, the whole text.</summary>
    public static bool IsDrive(ReadOnlySpan<byte> text) => text.Length == 2 && StartsWithDrive(text);

    /// <summary>True when a text begins with a drive letter that is a segment of its own.</summary>
    public static bool StartsWithDrive(ReadOnlySpan<byte> text) =>
        text.Length >= 2
        && char.IsAsciiLetter((char)text[0])
        && text[1] is (byte)':' or (byte)'|'
        && (text.Length == 2 || text[2] is (byte)'/' or (byte)'\\' or (byte)'?' or (byte)'#');

    /// <summary>The drive that a path begins with, slash included; empty when there is none.</summary>
    public static ReadOnlySpan<byte> Drive(ReadOnlySpan<byte> path) =>
        path.Length >= 3 && path[2] == ':' && char.IsAsciiLetter((char)path[1]) && (path.Length == 3 || path[3] == '/') ? path[..3] : default;

    private static void AppendSegment(Utf8Arena arena, int start, ReadOnlySpan<byte> segment, UrlScheme scheme)
    {
        var dots = DotCount(segment);
        if (dots == 2)
        {
            Shorten(arena, start, scheme);
        }

        if (dots != 0)
        {
            return;
        }

        var isFirst = arena.Length == start;
        arena.Append("/"u8);
        if (isFirst && scheme == UrlScheme.File && IsDrive(segment))
        {
            arena.Append([segment[0], (byte)':']);
            return;
        }

        PercentEncoding.AppendEncoded(arena, segment, PercentEncoding.Path);
    }

    // 1 for ".", 2 for "..", where a dot may be written %2e; 0 for any other segment.
    private static int DotCount(ReadOnlySpan<byte> segment)
    {
        var count = 0;
        while (!segment.IsEmpty && count < 3)
        {
            var length = segment[0] == '.' ? 1 : segment is [(byte)'%', (byte)'2', (byte)'e' or (byte)'E', ..] ? 3 : 0;
            if (length == 0)
            {
                return 0;
            }

            segment = segment[length..];
            count++;
        }

        return count < 3 ? count : 0;
    }
}
