using Ingest.Core.Diagnostics;
using Ingest.Core.Intake;
using Ingest.Core.Intake.Addresses;
using Ingest.Core.Intake.Bodies;
using Ingest.Core.Intake.Parsing;
using Microsoft.AspNetCore.Http.Features;

namespace Ingest.Endpoints;

/// <summary>
/// The collecting endpoints: body to payloads, payloads to the queue, and the reply once the pipeline has completed the request.
/// </summary>
/// <remarks>Hot path: no allocation per event beyond what Kestrel itself makes.</remarks>
internal sealed class CollectHandler(IngestPipeline pipeline, ClientAddress addresses, IntakeOptions options, TimeProvider time)
{
    private const string Stage = "intake";

    // Far above what trackers send: their events are around 500 bytes.
    private const long SmallBytesMax = 64 * 1024;

    private readonly IntakeRequestPool _pool = new();

    /// <summary>POST /api/send: one message.</summary>
    public Task SendAsync(HttpContext http) => CollectAsync(http, isBatch: false);

    /// <summary>POST /api/batch: an array of messages, one commit for all.</summary>
    public Task BatchAsync(HttpContext http) => CollectAsync(http, isBatch: true);

    private async Task CollectAsync(HttpContext http, bool isBatch)
    {
        var bytesMax = isBatch ? options.BatchBytesMax : options.SendBytesMax;
        var reserved = BytesToReserve(http.Request, bytesMax);
        if (!pipeline.Budget.TryReserve(reserved))
        {
            Reject(RejectionReason.Overloaded, 1);
            ReplyWriter.Refuse(http, RejectionReason.Overloaded, default);
            return;
        }

        var request = _pool.Rent();
        try
        {
            var outcome = await ReceiveAsync(http, request, isBatch, bytesMax);
            if (outcome.Reason == RejectionReason.None && request.Count > 0)
            {
                outcome = new ParseOutcome(await StoreAsync(http, request), default);
            }

            Reply(http, request, outcome, isBatch);
        }
        finally
        {
            _pool.Return(request);
            pipeline.Budget.Release(reserved);
        }
    }

    // A chunked or compressed body may turn out as large as the limit. A small one is bounded by the queue: ordinary events are taken
    // even while slow, large bodies hold the whole budget.
    private static long BytesToReserve(HttpRequest request, long bytesMax)
    {
        var length = request.Headers.ContentEncoding.Count == 0 ? request.ContentLength ?? bytesMax : bytesMax;
        return length <= SmallBytesMax ? 0 : Math.Min(length, bytesMax);
    }

    private async ValueTask<ParseOutcome> ReceiveAsync(HttpContext http, IntakeRequest request, bool isBatch, long bytesMax)
    {
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            limit.MaxRequestBodySize = bytesMax + BodyReader.DrainBytesMax;
        }

        var headers = http.Request.Headers;
        request.Context.ReceivedAtMs = time.GetUtcNow().ToUnixTimeMilliseconds();
        request.Context.UserAgent = HeaderText.Append(request.Arena, headers.UserAgent);
        request.Context.CacheToken = HeaderText.Append(request.Arena, headers["x-umami-cache"]);
        addresses.Resolve(headers, http.Connection.RemoteIpAddress, request);

        using var body = await BodyReader.ReadAsync(http.Request.BodyReader, http.Request.ContentLength, headers.ContentEncoding, bytesMax, http.RequestAborted);
        var outcome = body.Reason != RejectionReason.None
            ? new ParseOutcome(body.Reason, default)
            : isBatch ? PayloadParser.ParseBatch(body.Bytes, options.BatchItemsMax, request) : PayloadParser.ParseSend(body.Bytes, request);
        Count(request, outcome);
        return outcome;
    }

    private async ValueTask<RejectionReason> StoreAsync(HttpContext http, IntakeRequest request)
    {
        // Read before: from the hand-over on the request is a worker's.
        var count = request.Count;
        var reason = await pipeline.Queue.EnqueueAsync(request, http.RequestAborted);
        if (reason != RejectionReason.None)
        {
            Reject(reason, count);
            return reason;
        }

        IngestMeter.EventsEnqueued.Add(count);

        // Not cancelled with the request: a worker owns it until it is complete, whoever still listens.
        await request.Completion;
        return RejectionReason.None;
    }

    private static void Count(IntakeRequest request, ParseOutcome outcome)
    {
        if (outcome.Reason != RejectionReason.None)
        {
            Reject(outcome.Reason, 1);
            return;
        }

        var invalid = 0;
        for (var i = 0; i < request.Count; i++)
        {
            invalid += request.Result(i).Reason == RejectionReason.None ? 0 : 1;
        }

        IngestMeter.EventsReceived.Add(request.Count);
        if (invalid > 0)
        {
            Reject(RejectionReason.Invalid, invalid);
        }
    }

    private static void Reject(RejectionReason reason, int count) =>
        IngestMeter.EventsRejected.Add(count, new("stage", Stage), new("reason", RejectionNames.Of(reason)));

    private static void Reply(HttpContext http, IntakeRequest request, ParseOutcome outcome, bool isBatch)
    {
        if (outcome.Reason != RejectionReason.None)
        {
            ReplyWriter.Refuse(http, outcome.Reason, request.Arena[outcome.Error]);
        }
        else if (isBatch)
        {
            ReplyWriter.WriteBatch(http, request);
        }
        else
        {
            ReplyWriter.WriteSingle(http, request);
        }
    }
}
