using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Ingest.Settings;
using Microsoft.Net.Http.Headers;

namespace Ingest.Tracker;

/// <summary>The tracker as it is served at one path: three encodings, made once.</summary>
internal sealed class TrackerScript
{
    private const string RootWord = "{root}";
    private const string CollectWord = "{collect}";

    private readonly Form _plain;
    private readonly Form _gzip;
    private readonly Form _brotli;

    /// <summary>Fills in where the script at <paramref name="path"/> sends to, and compresses it.</summary>
    public TrackerScript(string path, string collectPath)
    {
        var text = Minified().Replace(RootWord, RootFrom(path), StringComparison.Ordinal)
            .Replace(CollectWord, JsonEncodedText.Encode(collectPath.Length == 0 ? ServerOptions.SendPath : collectPath).ToString(), StringComparison.Ordinal);
        var bytes = Encoding.UTF8.GetBytes(text);
        var version = Convert.ToHexStringLower(SHA256.HashData(bytes).AsSpan(0, 8));
        _plain = new Form(bytes, "", $"\"{version}\"");
        _gzip = new Form(Compress(bytes, to => new GZipStream(to, CompressionLevel.SmallestSize)), "gzip", $"\"{version}-gzip\"");
        _brotli = new Form(Compress(bytes, to => new BrotliStream(to, CompressionLevel.SmallestSize)), "br", $"\"{version}-br\"");
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
        var form = FormFor(http.Request.Headers.AcceptEncoding.ToString());
        var headers = http.Response.Headers;
        headers.CacheControl = "public, max-age=86400, must-revalidate";
        headers.Vary = HeaderNames.AcceptEncoding;
        headers.ETag = form.Tag;
        headers.AccessControlAllowOrigin = "*";
        headers.XContentTypeOptions = "nosniff";
        headers["Cross-Origin-Resource-Policy"] = "cross-origin";
        if (IsKnown(http.Request, form.Tag))
        {
            http.Response.StatusCode = StatusCodes.Status304NotModified;
            return Task.CompletedTask;
        }

        headers.ContentType = "text/javascript; charset=utf-8";
        headers.ContentLength = form.Bytes.Length;
        if (form.Encoding.Length > 0)
        {
            headers.ContentEncoding = form.Encoding;
        }

        return HttpMethods.IsHead(http.Request.Method) ? Task.CompletedTask : http.Response.Body.WriteAsync(form.Bytes, http.RequestAborted).AsTask();
    }

    // The script's own folder, then up to the server's: "." for /script.js, "../.." for /a/b/script.js.
    private static string RootFrom(string path)
    {
        var folders = path.Count(c => c == '/') - 1;
        return folders == 0 ? "." : string.Join('/', Enumerable.Repeat("..", folders));
    }

    private static byte[] Compress(byte[] bytes, Func<Stream, Stream> compression)
    {
        using var compressed = new MemoryStream();
        using (var stream = compression(compressed))
        {
            stream.Write(bytes);
        }

        return compressed.ToArray();
    }

    private static bool IsKnown(HttpRequest request, string tag)
    {
        var known = request.Headers.IfNoneMatch;
        return known.Count > 0
            && EntityTagHeaderValue.TryParseList(known, out var tags)
            && tags.Any(each => each.Equals(EntityTagHeaderValue.Any) || each.Compare(new EntityTagHeaderValue(tag), useStrongComparison: false));
    }

    private Form FormFor(string accepted)
    {
        if (!StringWithQualityHeaderValue.TryParseList([accepted], out var encodings))
        {
            return _plain;
        }

        return Takes(encodings, _brotli.Encoding) ? _brotli : Takes(encodings, _gzip.Encoding) ? _gzip : _plain;
    }

    private static bool Takes(IList<StringWithQualityHeaderValue> encodings, string name) =>
        encodings.Any(each => each.Value.Equals(name, StringComparison.OrdinalIgnoreCase) && each.Quality is not 0);

    private sealed record Form(byte[] Bytes, string Encoding, string Tag);
}
