using System.Text;
using System.Text.Json;
using Ingest.Endpoints;
using Ingest.Settings;

namespace Ingest.Tracker;

/// <summary>The tracker as it is served at one path.</summary>
internal sealed class TrackerScript
{
    private const string RootWord = "{root}";
    private const string CollectWord = "{collect}";

    private readonly EncodedContent _content;

    /// <summary>Fills in where the script at <paramref name="path"/> sends to, once.</summary>
    public TrackerScript(string path, string collectPath)
    {
        var text = Minified().Replace(RootWord, RootFrom(path), StringComparison.Ordinal)
            .Replace(CollectWord, JsonEncodedText.Encode(collectPath.Length == 0 ? ServerOptions.SendPath : collectPath).ToString(), StringComparison.Ordinal);
        _content = new EncodedContent(Encoding.UTF8.GetBytes(text), "text/javascript; charset=utf-8");
    }

    /// <summary>The bytes that are embedded, before anything is filled in.</summary>
    public static string Minified()
    {
        using var stream = typeof(TrackerScript).Assembly.GetManifestResourceStream("tracker.js")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    /// <summary>Answers GET and HEAD.</summary>
    public Task AnswerAsync(HttpContext http)
    {
        var headers = http.Response.Headers;
        headers.CacheControl = "public, max-age=86400, must-revalidate";
        headers.AccessControlAllowOrigin = "*";
        headers["Cross-Origin-Resource-Policy"] = "cross-origin";
        return _content.AnswerAsync(http);
    }

    // The script's own folder, then up to the server's: "." for /script.js, "../.." for /a/b/script.js.
    private static string RootFrom(string path)
    {
        var folders = path.Count(c => c == '/') - 1;
        return folders == 0 ? "." : string.Join('/', Enumerable.Repeat("..", folders));
    }
}
