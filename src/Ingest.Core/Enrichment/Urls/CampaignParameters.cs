using System.Buffers;
using System.Text;
using System.Text.Unicode;
using Ingest.Core.Buffers;
using Ingest.Core.Events;

namespace Ingest.Core.Enrichment.Urls;

/// <summary>
/// Finds the UTM parameters and click ids in a query as <c>URLSearchParams.get</c> does: keys match exactly once decoded, the first one counts.
/// </summary>
/// <remarks>Hot path: no allocation per event.</remarks>
internal static class CampaignParameters
{
    // A key whose every byte is written %XX, so that a longer one need not be decoded to see that it is another.
    private const int KeyBytesMax = 3 * 12;

    /// <summary>Sets the fields of the parameters in a query, which lies in the draft's arena.</summary>
    public static void Read(EventDraft draft, Utf8Slice query)
    {
        var found = 0u;
        for (var at = 0; at < query.Length;)
        {
            // Read anew each time: the arena may have grown.
            var rest = draft.Arena[query][at..];
            var end = rest.IndexOf((byte)'&');
            var parameter = end < 0 ? rest : rest[..end];
            var equals = parameter.IndexOf((byte)'=');
            var field = Find(draft.Arena, equals < 0 ? parameter : parameter[..equals]);
            if (field is { } key && (found & (1u << (int)key)) == 0)
            {
                found |= 1u << (int)key;
                var value = equals < 0 ? parameter.Length : equals + 1;
                draft.SetTruncated(key, Decoded(draft.Arena, new Utf8Slice(query.Start + at + value, parameter.Length - value)));
            }

            at += parameter.Length + 1;
        }
    }

    private static TextField? Find(Utf8Arena arena, ReadOnlySpan<byte> key)
    {
        if (key.Length > KeyBytesMax || !key.ContainsAny((byte)'%', (byte)'+'))
        {
            return Find(key);
        }

        var start = arena.Length;
        var field = Find(arena[AppendDecoded(arena, key)]);
        arena.Rewind(start);
        return field;
    }

    private static TextField? Find(ReadOnlySpan<byte> key) => key.Length switch
    {
        5 when key.SequenceEqual("gclid"u8) => TextField.Gclid,
        6 when key.SequenceEqual("fbclid"u8) => TextField.Fbclid,
        6 when key.SequenceEqual("ttclid"u8) => TextField.Ttclid,
        6 when key.SequenceEqual("twclid"u8) => TextField.Twclid,
        7 when key.SequenceEqual("msclkid"u8) => TextField.Msclkid,
        8 when key.SequenceEqual("utm_term"u8) => TextField.UtmTerm,
        9 when key.SequenceEqual("li_fat_id"u8) => TextField.LiFatId,
        10 when key.SequenceEqual("utm_source"u8) => TextField.UtmSource,
        10 when key.SequenceEqual("utm_medium"u8) => TextField.UtmMedium,
        11 when key.SequenceEqual("utm_content"u8) => TextField.UtmContent,
        12 when key.SequenceEqual("utm_campaign"u8) => TextField.UtmCampaign,
        _ => null,
    };

    // A query of the parser is ASCII: one without escapes is its own decoding, where it lies.
    private static Utf8Slice Decoded(Utf8Arena arena, Utf8Slice value) =>
        arena[value].ContainsAny((byte)'%', (byte)'+') ? AppendDecoded(arena, arena[value]) : value;

    // application/x-www-form-urlencoded: a plus is a space, then percent-decoded, then read as UTF-8 with U+FFFD for what is not.
    private static Utf8Slice AppendDecoded(Utf8Arena arena, ReadOnlySpan<byte> text)
    {
        var slice = arena.Append(text);
        var bytes = arena.Edit(slice);
        bytes.Replace((byte)'+', (byte)' ');
        slice = slice with { Length = PercentEncoding.DecodeInPlace(bytes) };
        return Utf8.IsValid(arena[slice]) ? slice : AppendRepairedSlow(arena, arena[slice]);
    }

    private static Utf8Slice AppendRepairedSlow(Utf8Arena arena, ReadOnlySpan<byte> text)
    {
        var start = arena.Length;
        while (!text.IsEmpty)
        {
            var isCharacter = Rune.DecodeFromUtf8(text, out _, out var length) == OperationStatus.Done;
            arena.Append(isCharacter ? text[..length] : "\uFFFD"u8);
            text = text[length..];
        }

        return arena.SliceFrom(start);
    }
}
