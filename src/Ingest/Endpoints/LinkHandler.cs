using System.Diagnostics.CodeAnalysis;
using Ingest.Core.Intake;
using Ingest.Core.Links;
using Ingest.Settings;

namespace Ingest.Endpoints;

/// <summary>
/// Short links and pixels: whoever asks is answered whatever becomes of the event, as in Umami. docs/decisions/0043-links-and-pixels.md has what differs.
/// </summary>
internal sealed class LinkHandler(Registries registries, HitRecorder recorder)
{
    private const string ImageType = "image/gif";
    private const string ImageCaching = "no-cache, no-store, must-revalidate";

    // A link that is kept by a browser or a proxy would not be counted again.
    private const string LinkCaching = "no-store";
    private const string NotIndexed = "noindex";

    // GIF89a: one pixel of a palette of two colours, of which the first is transparent.
    private static readonly byte[] Image = Convert.FromHexString("47494638396101000100800000000000ffffff21f90401000000002c00000000010001000002024401003b");

    private static readonly byte[] NotFound = """{"error":{"message":"Not found","code":"not-found","status":404}}"""u8.ToArray();

    /// <summary>GET and HEAD /q/{slug}.</summary>
    public async Task FollowAsync(HttpContext http)
    {
        if (!TryFind(http, registries.Links, out var link))
        {
            await RefuseAsync(http, SourceKind.Link, "application/json", NotFound);
            return;
        }

        await RecordAsync(http, SourceKind.Link, link);
        http.Response.StatusCode = StatusCodes.Status307TemporaryRedirect;
        http.Response.ContentLength = 0;
        http.Response.Headers.Location = link.ToLocation();
        http.Response.Headers.CacheControl = LinkCaching;
        http.Response.Headers["X-Robots-Tag"] = NotIndexed;
    }

    /// <summary>GET and HEAD /p/{slug}.</summary>
    public async Task ShowAsync(HttpContext http)
    {
        var headers = http.Response.Headers;
        (headers.CacheControl, headers.Pragma, headers.Expires) = (ImageCaching, "no-cache", "0");
        if (!TryFind(http, registries.Pixels, out var pixel))
        {
            // The image all the same: a browser draws it whatever the status is, and a broken one would be seen.
            await RefuseAsync(http, SourceKind.Pixel, ImageType, Image);
            return;
        }

        await RecordAsync(http, SourceKind.Pixel, pixel);
        await WriteAsync(http, ImageType, Image);
    }

    private static bool TryFind<T>(HttpContext http, SlugDirectory<T> directory, [NotNullWhen(true)] out T? entry)
        where T : class, ISlugged<T>
    {
        entry = http.Request.RouteValues["slug"] is string slug ? directory.Current.Find(slug) : null;
        return entry is not null;
    }

    // Who asks with HEAD looks where a link leads: nobody has opened it.
    private async ValueTask RecordAsync<T>(HttpContext http, SourceKind kind, T entry)
        where T : class, ISlugged<T>
    {
        var dropped = HttpMethods.IsHead(http.Request.Method) ? RejectionReason.None : await recorder.RecordAsync(http, kind, entry.Id, T.Prefix + entry.Slug);
        if (dropped != RejectionReason.None)
        {
            http.Response.Headers[ReplyWriter.DroppedHeader] = Rejections.Of(dropped).Name;
        }
    }

    private Task RefuseAsync(HttpContext http, SourceKind kind, string type, byte[] body)
    {
        if (!HttpMethods.IsHead(http.Request.Method))
        {
            recorder.CountUnknown(kind);
        }

        http.Response.StatusCode = StatusCodes.Status404NotFound;
        return WriteAsync(http, type, body);
    }

    private static Task WriteAsync(HttpContext http, string type, byte[] body)
    {
        (http.Response.ContentType, http.Response.ContentLength) = (type, body.Length);
        return HttpMethods.IsHead(http.Request.Method) ? Task.CompletedTask : http.Response.Body.WriteAsync(body).AsTask();
    }
}
