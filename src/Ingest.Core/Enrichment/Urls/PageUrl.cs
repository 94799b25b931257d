using System.Diagnostics;
using Ingest.Core.Buffers;
using Ingest.Core.Intake;

namespace Ingest.Core.Enrichment.Urls;

/// <summary>The URLs of a payload, resolved against the host that the page was served from.</summary>
/// <remarks>Hot path: no allocation per event, except for hosts that are not plain ASCII.</remarks>
internal static class PageUrl
{
    /// <summary>Reads the page's URL. An absent one reads as <c>undefined</c>, as it does in JavaScript.</summary>
    public static bool TryRead(EventPayload payload, Utf8Arena arena, out WhatwgUrl page)
    {
        var text = payload.Has(PayloadField.Url) ? payload[PayloadField.Url] : "undefined"u8;
        var baseUrl = UrlText.IsAbsolute(text) ? default : ReadBase(payload[PayloadField.Hostname], arena);
        return WhatwgUrl.TryParse(text, baseUrl, arena, out page);
    }

    /// <summary>
    /// Reads the referrer; false when there is none. A relative one is resolved as the page's URL is, against the named host, so that without
    /// one its domain is <c>localhost</c>, as in Umami 3.1.
    /// </summary>
    public static bool TryReadReferrer(EventPayload payload, Utf8Arena arena, out WhatwgUrl referrer)
    {
        referrer = default;
        var text = payload[PayloadField.Referrer];
        if (text.IsEmpty)
        {
            return false;
        }

        var baseUrl = UrlText.IsAbsolute(text) ? default : ReadBase(payload[PayloadField.Hostname], arena);
        return WhatwgUrl.TryParse(text, baseUrl, arena, out referrer);
    }

    /// <summary>True for the path that a tracker sends when its page has no URL.</summary>
    public static bool IsUndefined(Utf8Arena arena, in WhatwgUrl page) => arena[page.Path].SequenceEqual("/undefined"u8);

    /// <summary>A host without <c>www.</c> in front.</summary>
    public static Utf8Slice Domain(Utf8Arena arena, Utf8Slice host)
    {
        var www = "www."u8;
        return arena[host].StartsWith(www) ? new Utf8Slice(host.Start + www.Length, host.Length - www.Length) : host;
    }

    // A hostname that makes no URL, such as "exa mple", costs the event its host but not its path.
    private static WhatwgUrl ReadBase(ReadOnlySpan<byte> hostname, Utf8Arena arena)
    {
        if (!hostname.IsEmpty)
        {
            var start = arena.Length;
            arena.Append("https://"u8);
            arena.Append(hostname);
            if (WhatwgUrl.TryParse(arena[arena.SliceFrom(start)], arena, out var url))
            {
                return url;
            }
        }

        var isValid = WhatwgUrl.TryParse("https://localhost"u8, arena, out var localhost);
        Debug.Assert(isValid, "localhost is a host");
        return localhost;
    }
}
