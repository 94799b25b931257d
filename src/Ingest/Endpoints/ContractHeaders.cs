using Microsoft.Extensions.Primitives;

namespace Ingest.Endpoints;

/// <summary>
/// What Umami's collecting endpoints answer whatever the outcome: CORS for everybody, preflights, and the redirect of a trailing slash.
/// </summary>
/// <remarks>Source: Umami 3.1.0, recorded answers. The origin is never echoed and credentials are never allowed.</remarks>
internal static class ContractHeaders
{
    private static readonly StringValues Everything = "*";
    private static readonly StringValues Methods = "GET, DELETE, POST, PUT";
    private static readonly StringValues DaySeconds = "86400";
    private static readonly StringValues NoCache = "no-cache";
    private static readonly StringValues Exposed = "X-Ingest-Dropped";
    private static readonly StringValues Preflight = "OPTIONS, POST";

    /// <summary>Applies the contract to the collecting paths, the operator's own among them, in front of routing.</summary>
    public static IApplicationBuilder UseContractHeaders(this IApplicationBuilder app, string collectPath)
    {
        var own = collectPath.TrimEnd('/');
        return app.Use(next => http => ApplyAsync(http, own, next));
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

    private static Task ApplyAsync(HttpContext http, string own, RequestDelegate next)
    {
        if (!IsCollecting(http.Request.Path.Value.AsSpan().TrimEnd('/'), own))
        {
            return next(http);
        }

        AddCors(http.Response.Headers);
        if (http.Request.Path.Value is [.., '/'] path)
        {
            http.Response.StatusCode = StatusCodes.Status308PermanentRedirect;
            http.Response.Headers.Location = path.TrimEnd('/') + http.Request.QueryString;
            return Task.CompletedTask;
        }

        if (HttpMethods.IsOptions(http.Request.Method))
        {
            http.Response.StatusCode = StatusCodes.Status204NoContent;
            http.Response.Headers.Allow = Preflight;
            return Task.CompletedTask;
        }

        return next(http);
    }

    private static bool IsCollecting(ReadOnlySpan<char> path, string own) =>
        path.StartsWith("/api/", StringComparison.OrdinalIgnoreCase)
        || (own.Length > 0 && path.Equals(own, StringComparison.OrdinalIgnoreCase))
        || path.Equals("/send", StringComparison.OrdinalIgnoreCase)
        || path.Equals("/batch", StringComparison.OrdinalIgnoreCase);
}
