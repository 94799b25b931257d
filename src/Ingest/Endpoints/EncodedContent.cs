using System.IO.Compression;
using System.Security.Cryptography;
using Microsoft.Net.Http.Headers;

namespace Ingest.Endpoints;

/// <summary>Bytes that do not change while the server runs, as they are served: in three encodings, each made when it is first asked for.</summary>
internal sealed class EncodedContent
{
    private readonly string _contentType;
    private readonly Lazy<Form> _plain;
    private readonly Lazy<Form> _gzip;
    private readonly Lazy<Form> _brotli;

    /// <summary>Content of a type, which names the character set too.</summary>
    public EncodedContent(byte[] bytes, string contentType)
    {
        var version = Convert.ToHexStringLower(SHA256.HashData(bytes).AsSpan(0, 8));
        _contentType = contentType;
        _plain = new Lazy<Form>(() => new Form(bytes, "", $"\"{version}\""));
        _gzip = new Lazy<Form>(() => new Form(Compress(bytes, to => new GZipStream(to, CompressionLevel.SmallestSize)), "gzip", $"\"{version}-gzip\""));
        _brotli = new Lazy<Form>(() => new Form(Compress(bytes, to => new BrotliStream(to, CompressionLevel.SmallestSize)), "br", $"\"{version}-br\""));
    }

    /// <summary>Answers GET and HEAD, with 304 when the client has it; how long it may be kept is for the caller to say.</summary>
    public Task AnswerAsync(HttpContext http)
    {
        var form = FormFor(http.Request.Headers.AcceptEncoding.ToString());
        var headers = http.Response.Headers;
        headers.Vary = HeaderNames.AcceptEncoding;
        headers.ETag = form.Tag;
        headers.XContentTypeOptions = "nosniff";
        if (IsKnown(http.Request, form.Tag))
        {
            http.Response.StatusCode = StatusCodes.Status304NotModified;
            return Task.CompletedTask;
        }

        headers.ContentType = _contentType;
        headers.ContentLength = form.Bytes.Length;
        if (form.Encoding.Length > 0)
        {
            headers.ContentEncoding = form.Encoding;
        }

        return HttpMethods.IsHead(http.Request.Method) ? Task.CompletedTask : http.Response.Body.WriteAsync(form.Bytes, http.RequestAborted).AsTask();
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
            return _plain.Value;
        }

        return (Takes(encodings, "br") ? _brotli : Takes(encodings, "gzip") ? _gzip : _plain).Value;
    }

    private static bool Takes(IList<StringWithQualityHeaderValue> encodings, string name) =>
        encodings.Any(each => each.Value.Equals(name, StringComparison.OrdinalIgnoreCase) && each.Quality is not 0);

    private sealed record Form(byte[] Bytes, string Encoding, string Tag);
}
