using System.Collections.Frozen;
using Ingest.Access;

namespace Ingest.Endpoints.Dashboard;

/// <summary>The files of the dashboard, as they are embedded.</summary>
internal sealed class DashboardFiles
{
    /// <summary>What a page of the dashboard may do: run the server's own scripts, ask the server, and nothing else.</summary>
    public const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'; "
        + "require-trusted-types-for 'script'; trusted-types 'none'";

    private const string Folder = "dashboard/";
    private const string Page = "index.html";

    private static readonly FrozenDictionary<string, string> ContentTypes = new Dictionary<string, string>
    {
        [".html"] = "text/html; charset=utf-8",
        [".js"] = "text/javascript; charset=utf-8",
        [".css"] = "text/css; charset=utf-8",
        [".json"] = "application/json",
        [".svg"] = "image/svg+xml",
    }.ToFrozenDictionary();

    private readonly FrozenDictionary<string, EncodedContent> _files;

    /// <summary>Reads them all; they are compressed when they are first asked for.</summary>
    public DashboardFiles() => _files = Names().ToFrozenDictionary(name => name, name => new EncodedContent(Read(name), ContentTypes[Path.GetExtension(name)]), StringComparer.Ordinal);

    /// <summary>The names of the files.</summary>
    public static IEnumerable<string> Names() => typeof(DashboardFiles).Assembly.GetManifestResourceNames()
        .Where(name => name.StartsWith(Folder, StringComparison.Ordinal)).Select(name => name[Folder.Length..]);

    /// <summary>GET /: the page.</summary>
    public Task PageAsync(HttpContext http) => AnswerAsync(http, _files[Page]);

    /// <summary>GET /dashboard/{file}: what the page loads.</summary>
    public Task FileAsync(HttpContext http) => http.Request.RouteValues["file"] is string name && name != Page && _files.TryGetValue(name, out var file)
        ? AnswerAsync(http, file)
        : Problem.WriteAsync(http, StatusCodes.Status404NotFound, "The dashboard has no such file. It begins at /.");

    // Asked again each time, which costs a header: the files of two versions do not fit each other.
    private static Task AnswerAsync(HttpContext http, EncodedContent content)
    {
        var headers = http.Response.Headers;
        headers.CacheControl = "no-cache";
        headers.ContentSecurityPolicy = Policy;
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        return content.AnswerAsync(http);
    }

    /// <summary>What is in a file.</summary>
    public static byte[] Read(string name)
    {
        using var stream = typeof(DashboardFiles).Assembly.GetManifestResourceStream(Folder + name)!;
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }
}
