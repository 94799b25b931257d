using System.Buffers;
using System.Buffers.Text;
using System.Diagnostics;
using System.Globalization;
using Ingest.Core.Intake;
using Microsoft.Extensions.Primitives;

namespace Ingest.Endpoints;

/// <summary>Writes the replies of the collecting endpoints as Umami does: same keys, same order.</summary>
/// <remarks>Hot path: no allocation per event.</remarks>
internal static class ReplyWriter
{
    /// <summary>The header that names why an event was not stored.</summary>
    public const string DroppedHeader = "X-Ingest-Dropped";

    private const string DroppedCountsHeader = "X-Ingest-Dropped-Counts";

    // All of a stored message's reply but its token.
    private const int StoredBytes = 112;

    // What a client that is told to wait should wait at least: a queue that is full now is drained within that time.
    private static readonly TimeSpan WaitMin = TimeSpan.FromSeconds(1);
    private static readonly StringValues WaitMinSeconds = "1";

    /// <summary>Answers a request that was refused as a whole.</summary>
    /// <param name="http">The request.</param>
    /// <param name="reason">Why.</param>
    /// <param name="error">The parser's own error body; empty for the reason's standard body.</param>
    /// <param name="wait">How long to wait before it is sent again, when it may be.</param>
    public static void Refuse(HttpContext http, RejectionReason reason, ReadOnlySpan<byte> error, TimeSpan wait = default)
    {
        var rejection = Rejections.Of(reason);
        MarkDropped(http, rejection, wait);
        http.Response.StatusCode = rejection.Status;
        Write(http, error.IsEmpty ? rejection.Body : error);
    }

    /// <summary>Answers a single message.</summary>
    public static void WriteSingle(HttpContext http, IntakeRequest request)
    {
        ref var result = ref request.Result(0);
        if (result.Reason == RejectionReason.Duplicate)
        {
            MarkDropped(http, Rejections.Of(result.Reason), request.Wait);
        }
        else if (result.Reason != RejectionReason.None)
        {
            Refuse(http, result.Reason, request.Arena[result.Error], request.Wait);
            return;
        }

        WriteStored(http, request.Arena[result.Token], result.SessionId, result.VisitId);
    }

    /// <summary>Answers a batch: always 200, with the errors of single messages inside.</summary>
    public static void WriteBatch(HttpContext http, IntakeRequest request)
    {
        var summary = BatchSummary.Of(request);
        if (summary.Unavailable != RejectionReason.None)
        {
            Refuse(http, summary.Unavailable, default, request.Wait);
            return;
        }

        if (summary.Dropped.Length > 0)
        {
            http.Response.Headers[DroppedHeader] = summary.Dropped;
            http.Response.Headers[DroppedCountsHeader] = summary.DroppedCounts;
            http.Response.Headers.RetryAfter = request.Wait > TimeSpan.Zero ? Seconds(request.Wait) : default;
        }

        var body = new Utf8Text(http.Response.BodyWriter);
        body.Add("{\"size\":"u8);
        body.Add(request.Count);
        body.Add(",\"processed\":"u8);
        body.Add(request.Count - summary.Errors);
        body.Add(",\"errors\":"u8);
        body.Add(summary.Errors);
        body.Add(",\"details\":["u8);
        WriteDetails(ref body, request);
        body.Add("]"u8);
        WriteBatchToken(ref body, request, summary);
        body.Add("}"u8);
        Finish(http, body.Length);
    }

    private static void WriteDetails(ref Utf8Text body, IntakeRequest request)
    {
        var first = true;
        for (var i = 0; i < request.Count; i++)
        {
            ref var result = ref request.Result(i);
            if (result.Reason is RejectionReason.None or RejectionReason.Bot or RejectionReason.Duplicate)
            {
                continue;
            }

            body.Add(first ? "{\"index\":"u8 : ",{\"index\":"u8);
            body.Add(i);
            body.Add(",\"response\":"u8);
            body.Add(result.Error.IsEmpty ? Rejections.Of(result.Reason).Body : request.Arena[result.Error]);
            body.Add("}"u8);
            first = false;
        }
    }

    // Umami's own result: the token of the first message that is stored; null when there is none; no key at all when nothing but bots was processed.
    private static void WriteBatchToken(ref Utf8Text body, IntakeRequest request, BatchSummary summary)
    {
        if (summary.FirstToken >= 0)
        {
            body.Add(",\"cache\":\""u8);
            body.Add(request.Arena[request.Result(summary.FirstToken).Token]);
            body.Add("\""u8);
        }
        else if (summary.Bots == 0)
        {
            body.Add(",\"cache\":null"u8);
        }
    }

    // The most usual reply: its length is known before, so that it is written once, behind its headers and straight into what is sent.
    private static void WriteStored(HttpContext http, ReadOnlySpan<byte> token, Guid sessionId, Guid visitId)
    {
        var length = StoredBytes + token.Length;
        Finish(http, length);
        var started = http.Response.StartAsync();
        Debug.Assert(started.IsCompletedSuccessfully, "Nobody has asked to be told of the start.");

        var writer = http.Response.BodyWriter;
        var text = new SpanText(writer.GetSpan(length));
        text.Add("{\"cache\":\""u8);
        text.Add(token);
        text.Add("\",\"sessionId\":\""u8);
        text.Add(sessionId);
        text.Add("\",\"visitId\":\""u8);
        text.Add(visitId);
        text.Add("\"}"u8);
        Debug.Assert(text.Length == length, "StoredBytes is what is written beside the token.");
        writer.Advance(length);
    }

    private static void Write(HttpContext http, ReadOnlySpan<byte> json)
    {
        var body = new Utf8Text(http.Response.BodyWriter);
        body.Add(json);
        Finish(http, body.Length);
    }

    private static void Finish(HttpContext http, int length)
    {
        http.Response.ContentType = "application/json";
        http.Response.ContentLength = length;
    }

    private static StringValues Seconds(TimeSpan wait) =>
        wait <= WaitMin ? WaitMinSeconds : Math.Ceiling(wait.TotalSeconds).ToString(CultureInfo.InvariantCulture);

    private static void MarkDropped(HttpContext http, Rejection rejection, TimeSpan wait)
    {
        http.Response.Headers[DroppedHeader] = rejection.Name;
        if (rejection.IsTransient)
        {
            http.Response.Headers.RetryAfter = Seconds(wait);
        }
    }

    /// <summary>Appends UTF-8 to the response's pipe; the headers are sent with the first flush, after the length is known.</summary>
    private ref struct Utf8Text(IBufferWriter<byte> writer)
    {
        public int Length { get; private set; }

        public void Add(ReadOnlySpan<byte> text)
        {
            writer.Write(text);
            Length += text.Length;
        }

        public void Add(int number)
        {
            Utf8Formatter.TryFormat(number, writer.GetSpan(11), out var written);
            Advance(written);
        }

        private void Advance(int written)
        {
            writer.Advance(written);
            Length += written;
        }
    }

    /// <summary>Appends to memory that is known to be long enough.</summary>
    private ref struct SpanText(Span<byte> target)
    {
        private readonly Span<byte> _target = target;

        public int Length { get; private set; }

        public void Add(ReadOnlySpan<byte> text)
        {
            text.CopyTo(_target[Length..]);
            Length += text.Length;
        }

        public void Add(Guid id)
        {
            Utf8Formatter.TryFormat(id, _target[Length..], out var written);
            Length += written;
        }
    }
}
