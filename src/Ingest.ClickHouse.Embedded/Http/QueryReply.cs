using System.Globalization;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using Ingest.ClickHouse.Embedded.Native;
using Microsoft.AspNetCore.Http;

namespace Ingest.ClickHouse.Embedded.Http;

/// <summary>
/// The answer to one request. Its first bytes are held back, so that an early failure still has its status and a short result its summary;
/// a later failure is appended to the body as ClickHouse does since 25.11.
/// </summary>
internal sealed class QueryReply(HttpContext context, string version, string timezone)
{
    private readonly string _tag = RandomNumberGenerator.GetString("abcdefghijklmnopqrstuvwxyz", 16);
    private readonly long _started = TimeProvider.System.GetTimestamp();
    private Stream? _body;

    private HttpResponse Response => context.Response;

    public bool HasStarted => _body is not null;

    public string QueryId { get; set; } = "";

    public bool Compresses { get; set; }

    /// <summary>Sends the head of the reply; what follows is streamed.</summary>
    public async Task<Stream> StartAsync(string format, EngineReply? ended)
    {
        Headers();
        Response.ContentType = FormatContentType.Of(format);
        Response.Headers["X-ClickHouse-Format"] = format;
        Response.Headers["X-ClickHouse-Summary"] = Summary(ended ?? new EngineReply());
        if (ended is null)
            Response.Headers["X-ClickHouse-Exception-Tag"] = _tag;
        _body = Compress(Response.Body);
        await Response.StartAsync(context.RequestAborted);
        return _body;
    }

    /// <summary>Ends a started reply.</summary>
    public async Task EndAsync()
    {
        if (_body is not null && _body != Response.Body)
            await _body.DisposeAsync();
    }

    /// <summary>Answers with an error; in the middle of a body, appends it and cuts the connection.</summary>
    public async Task FailAsync(EngineFaultException fault)
    {
        var text = fault.ToText(version);
        if (_body is null)
        {
            Headers();
            Response.StatusCode = StatusByCode.Of(fault.Code);
            Response.ContentType = "text/plain; charset=UTF-8";
            Response.Headers["X-ClickHouse-Exception-Code"] = fault.Code.ToString(CultureInfo.InvariantCulture);
            await Response.WriteAsync(text, context.RequestAborted);
            return;
        }

        var length = Encoding.UTF8.GetByteCount(text).ToString(CultureInfo.InvariantCulture);
        await _body.WriteAsync(Encoding.UTF8.GetBytes($"\r\n__exception__\r\n{_tag}\r\n{text}{length} {_tag}\r\n__exception__\r\n"), context.RequestAborted);
        await EndAsync();
        throw new ReplyCutException();
    }

    private Stream Compress(Stream body)
    {
        if (!Compresses)
            return body;
        var accepted = context.Request.Headers.AcceptEncoding.ToString();
        foreach (var encoding in new[] { "gzip", "br", "deflate" })
        {
            if (!accepted.Contains(encoding, StringComparison.OrdinalIgnoreCase))
                continue;
            Response.Headers.ContentEncoding = encoding;
            return encoding switch
            {
                "gzip" => new GZipStream(body, CompressionLevel.Fastest, leaveOpen: true),
                "br" => new BrotliStream(body, CompressionLevel.Fastest, leaveOpen: true),
                _ => new ZLibStream(body, CompressionLevel.Fastest, leaveOpen: true),
            };
        }

        return body;
    }

    private void Headers()
    {
        Response.Headers["X-ClickHouse-Server-Display-Name"] = "ingest";
        Response.Headers["X-ClickHouse-Query-Id"] = QueryId;
        Response.Headers["X-ClickHouse-Timezone"] = timezone;
    }

    private string Summary(EngineReply reply)
    {
        var nanoseconds = (long)TimeProvider.System.GetElapsedTime(_started).TotalNanoseconds;
        return string.Create(
            CultureInfo.InvariantCulture,
            $$"""{"read_rows":"{{reply.RowsRead}}","read_bytes":"{{reply.BytesRead}}","written_rows":"{{reply.RowsWritten}}","written_bytes":"{{reply.BytesWritten}}","total_rows_to_read":"0","result_rows":"{{reply.ResultRows}}","result_bytes":"0","elapsed_ns":"{{nanoseconds}}"}""");
    }
}

/// <summary>Thrown once a reply has failed in its middle: Kestrel then closes the connection without the last chunk, so no client takes the body for complete.</summary>
internal sealed class ReplyCutException : Exception;
