using Ingest.Core.Buffers;
using Ingest.Core.Events;
using Ingest.Core.Intake;

namespace Ingest.Core.Enrichment.Urls;

/// <summary>
/// Sets what an event is and where it happened: type, site, page, referrer and campaign, and the texts that are stored as they were sent.
/// </summary>
/// <remarks>Hot path: no allocation per event, except for hosts that are not plain ASCII.</remarks>
public sealed class UrlEnricher(UrlOptions options) : IEnricher
{
    /// <inheritdoc/>
    public string Name => "url";

    /// <inheritdoc/>
    public RejectionReason Enrich(EnrichmentContext context)
    {
        var (payload, draft) = (context.Payload, context.Draft);
        (draft.SiteId, draft.Type) = (payload.SourceId, TypeOf(payload));
        draft.SetTruncated(TextField.Screen, payload[PayloadField.Screen]);
        draft.SetTruncated(TextField.Language, payload[PayloadField.Language]);
        draft.SetTruncated(TextField.DistinctId, payload[PayloadField.Id]);
        switch (payload.Type)
        {
            case PayloadType.Event:
                draft.SetTruncated(TextField.EventName, payload[PayloadField.Name]);
                draft.SetTruncated(TextField.Tag, payload[PayloadField.Tag]);
                SetTitle(payload, draft);
                SetPage(payload, draft);
                break;
            case PayloadType.Performance:
                SetTitle(payload, draft);
                SetMeasuredPage(payload, draft);
                break;
        }

        return RejectionReason.None;
    }

    private static EventType TypeOf(EventPayload payload) => (payload.Type, payload.SourceKind) switch
    {
        (PayloadType.Performance, _) => EventType.Performance,
        (PayloadType.Identify, _) => EventType.Identify,
        (_, SourceKind.Link) => EventType.Link,
        (_, SourceKind.Pixel) => EventType.Pixel,
        _ => payload[PayloadField.Name].IsEmpty ? EventType.Pageview : EventType.Custom,
    };

    private static void SetTitle(EventPayload payload, EventDraft draft)
    {
        var title = draft.Arena.Append(payload[PayloadField.Title]);
        draft.SetTruncated(TextField.PageTitle, Decode(draft.Arena, title, isComponent: true));
    }

    private void SetPage(EventPayload payload, EventDraft draft)
    {
        if (!PageUrl.TryRead(payload, draft.Arena, out var page))
        {
            draft.SetTruncated(TextField.Hostname, payload[PayloadField.Hostname]);
            return;
        }

        var isStored = page.Fragment.IsEmpty && !options.RemoveTrailingSlash && IsAsStored(draft.Arena, page);
        draft.SetTruncated(TextField.UrlPath, isStored ? page.Path : Decode(draft.Arena, AppendPath(draft.Arena, page), isComponent: false));
        draft.SetTruncated(TextField.UrlQuery, page.Query);
        CampaignParameters.Read(draft, page.Query);
        if (payload[PayloadField.Hostname].IsEmpty)
        {
            draft.SetTruncated(TextField.Hostname, PageUrl.Domain(draft.Arena, page.Host));
        }
        else
        {
            draft.SetTruncated(TextField.Hostname, payload[PayloadField.Hostname]);
        }

        if (PageUrl.TryReadReferrer(payload, draft.Arena, out var referrer))
        {
            SetReferrer(draft, referrer);
        }
    }

    // Umami 3.1 stores neither fragment nor query with a measurement, and the path as it stands in the URL.
    private static void SetMeasuredPage(EventPayload payload, EventDraft draft)
    {
        if (PageUrl.TryRead(payload, draft.Arena, out var page) && !PageUrl.IsUndefined(draft.Arena, page))
        {
            draft.SetTruncated(TextField.UrlPath, page.Path);
        }
    }

    // The domain is stored for a referrer within the site too, as Umami 3.1 does: who wants it hidden compares it with the hostname.
    private static void SetReferrer(EventDraft draft, in WhatwgUrl referrer)
    {
        var path = referrer.Path;
        if (draft.Arena[path].Contains((byte)'%'))
        {
            path = Decode(draft.Arena, draft.Arena.Append(draft.Arena[path]), isComponent: false);
        }

        draft.SetTruncated(TextField.ReferrerPath, path);
        draft.SetTruncated(TextField.ReferrerQuery, referrer.Query);
        draft.SetTruncated(TextField.ReferrerDomain, PageUrl.Domain(draft.Arena, referrer.Host));
    }

    private static bool IsAsStored(Utf8Arena arena, in WhatwgUrl page) =>
        !arena[page.Path].Contains((byte)'%') && !PageUrl.IsUndefined(arena, page);

    // A copy of its own: the path may be the base's, from which the referrer is read later.
    private Utf8Slice AppendPath(Utf8Arena arena, in WhatwgUrl page)
    {
        var start = arena.Length;
        if (PageUrl.IsUndefined(arena, page))
        {
            return arena.SliceFrom(start);
        }

        arena.Append(arena[page.Path]);
        if (!page.Fragment.IsEmpty)
        {
            arena.Append("#"u8);
            arena.Append(arena[page.Fragment]);
        }

        if (options.RemoveTrailingSlash)
        {
            RemoveTrailingSlash(arena, start);
        }

        return arena.SliceFrom(start);
    }

    // The first slash before a hash sign, else the one at the end, but never the one at the start.
    private static void RemoveTrailingSlash(Utf8Arena arena, int start)
    {
        var text = arena.Edit(arena.SliceFrom(start));
        var slash = text.IsEmpty ? -1 : text[1..].IndexOf("/#"u8) + 1;
        slash = slash < 1 && text is [_, .., (byte)'/'] ? text.Length - 1 : slash;
        if (slash > 0)
        {
            text[(slash + 1)..].CopyTo(text[slash..]);
            arena.Rewind(start + text.Length - 1);
        }
    }

    private static Utf8Slice Decode(Utf8Arena arena, Utf8Slice text, bool isComponent)
    {
        var kept = isComponent ? UriDecoding.Nothing : UriDecoding.Reserved;
        return text with { Length = UriDecoding.DecodeInPlace(arena.Edit(text), kept) };
    }
}
