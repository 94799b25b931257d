using System.Text;
using Ingest.Core.Intake.Origins;
using Ingest.Core.Sites;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace Ingest.Endpoints;

/// <summary>
/// What Umami's collecting endpoints answer whatever the outcome: CORS for everybody, preflights, and the redirect of a trailing slash.
/// </summary>
/// <remarks>Source: Umami 3.1.0, recorded answers. Credentials are never allowed, and the origin is echoed to a preflight alone, when every site has domains.</remarks>
internal static class ContractHeaders
{
    private static readonly StringValues Everything = "*";
    private static readonly StringValues Methods = "GET, DELETE, POST, PUT";
    private static readonly StringValues DaySeconds = "86400";
    private static readonly StringValues NoCache = "no-cache";
    private static readonly StringValues Exposed = "X-Ingest-Dropped";
    private static readonly StringValues Preflight = "OPTIONS, POST";

    /// <summary>Applies the contract to the collecting paths, the operator's own among them, in front of routing. Every other path is for pages of its own origin alone.</summary>
    public static IApplicationBuilder UseContractHeaders(this IApplicationBuilder app, string collectPath, SiteDirectory sites)
    {
        var paths = new HashSet<string>(CollectEndpoints.Paths(collectPath), StringComparer.OrdinalIgnoreCase);
        return app.Use(next => http => paths.Contains(WithoutSlash(http.Request.Path.Value ?? "")) ? ApplyAsync(http, sites.Current, next) : next(http));
    }

    /// <summary>Adds the headers that every answer of a collecting path carries.</summary>
    public static void AddCors(IHeaderDictionary headers)
    {
        headers.AccessControlAllowOrigin = Everything;
        headers.AccessControlAllowHeaders = Everything;
        headers.AccessControlAllowMethods = Methods;
        headers.AccessControlMaxAge = DaySeconds;
        headers.AccessControlExposeHeaders = Exposed;
        headers.CacheControl = NoCache;
    }

    private static Task ApplyAsync(HttpContext http, SiteSnapshot sites, RequestDelegate next)
    {
        AddCors(http.Response.Headers);
        if (http.Request.Path.Value is [.., '/'] path)
        {
            http.Response.StatusCode = StatusCodes.Status308PermanentRedirect;
            http.Response.Headers.Location = WithoutSlash(path) + http.Request.QueryString;
            return Task.CompletedTask;
        }

        if (HttpMethods.IsOptions(http.Request.Method))
        {
            http.Response.StatusCode = StatusCodes.Status204NoContent;
            http.Response.Headers.Allow = Preflight;
            ReflectOrigin(http, sites);
            return Task.CompletedTask;
        }

        return next(http);
    }

    // A preflight names no site. While some site may have pages anywhere, every page may send; else those of the domains of some site may.
    private static void ReflectOrigin(HttpContext http, SiteSnapshot sites)
    {
        if (sites.IsOpen)
        {
            return;
        }

        var headers = http.Response.Headers;
        headers.Vary = HeaderNames.Origin;
        var origin = RawHeaderEncoding.BytesOf(http.Request.Headers.Origin.ToString());
        headers.AccessControlAllowOrigin = sites.Domains.Contains(OriginText.HostOf(origin)) ? Encoding.ASCII.GetString(origin) : default;
    }

    private static string WithoutSlash(string path) => path.TrimEnd('/');
}
