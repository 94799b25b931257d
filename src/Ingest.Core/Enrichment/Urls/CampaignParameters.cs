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

    private static readonly (byte[] Key, TextField Field)[] Keys =
    [
        ("utm_source"u8.ToArray(), TextField.UtmSource),
        ("utm_medium"u8.ToArray(), TextField.UtmMedium),
        ("utm_campaign"u8.ToArray(), TextField.UtmCampaign),
        ("utm_content"u8.ToArray(), TextField.UtmContent),
        ("utm_term"u8.ToArray(), TextField.UtmTerm),
        ("gclid"u8.ToArray(), TextField.Gclid),
        ("fbclid"u8.ToArray(), TextField.Fbclid),
        ("msclkid"u8.ToArray(), TextField.Msclkid),
        ("ttclid"u8.ToArray(), TextField.Ttclid),
        ("li_fat_id"u8.ToArray(), TextField.LiFatId),
        ("twclid"u8.ToArray(), TextField.Twclid),
    ];

    /// <summary>Sets the fields of the parameters in a query, which lies in the draft's arena.</summary>
    public static void Read(EventDraft draft, Utf8Slice query)
    {
        // The span stays readable while values are appended: the arena leaves an outgrown buffer as it was.
        var rest = draft.Arena[query];
        var found = 0u;
        while (!rest.IsEmpty)
        {
            var end = rest.IndexOf((byte)'&');
            var parameter = end < 0 ? rest : rest[..end];
            rest = end < 0 ? default : rest[(end + 1)..];
            var equals = parameter.IndexOf((byte)'=');
            var key = Find(draft.Arena, equals < 0 ? parameter : parameter[..equals]);
            if (key >= 0 && (found & (1u << key)) == 0)
            {
                found |= 1u << key;
                draft.SetTruncated(Keys[key].Field, AppendDecoded(draft.Arena, equals < 0 ? default : parameter[(equals + 1)..]));
            }
        }
    }

    private static int Find(Utf8Arena arena, ReadOnlySpan<byte> key)
    {
        if (key.Length > KeyBytesMax || !key.ContainsAny((byte)'%', (byte)'+'))
        {
            return Find(key);
        }

        var start = arena.Length;
        var index = Find(arena[AppendDecoded(arena, key)]);
        arena.Rewind(start);
        return index;
    }

    private static int Find(ReadOnlySpan<byte> key)
    {
        for (var i = 0; i < Keys.Length; i++)
        {
            if (key.SequenceEqual(Keys[i].Key))
            {
                return i;
            }
        }

        return -1;
    }

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
