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

    private readonly IntakeRequestPool _pool = new();

    /// <summary>POST /api/send: one message.</summary>
    public Task SendAsync(HttpContext http) => CollectAsync(http, isBatch: false);

    /// <summary>POST /api/batch: an array of messages, one commit for all.</summary>
    public Task BatchAsync(HttpContext http) => CollectAsync(http, isBatch: true);

    private async Task CollectAsync(HttpContext http, bool isBatch)
    {
        var bytesMax = isBatch ? options.BatchBytesMax : options.SendBytesMax;
        var request = _pool.Rent();
        try
        {
            var outcome = await ReceiveAsync(http, request, isBatch, bytesMax);
            Count(request, outcome);
            if (outcome.Reason == RejectionReason.None && request.Count > 0)
            {
                outcome = new ParseOutcome(await StoreAsync(http, request), default);
            }

            Reply(http, request, outcome, isBatch);
        }
        finally
        {
            pipeline.Budget.Release(request);
            _pool.Return(request);
        }
    }

    private async ValueTask<ParseOutcome> ReceiveAsync(HttpContext http, IntakeRequest request, bool isBatch, long bytesMax)
    {
        try
        {
            return await ReadAsync(http, request, isBatch, bytesMax);
        }
        catch (Exception fault) when (FaultResponse.ReasonOf(fault, http) is not RejectionReason.None and var reason)
        {
            // Answered by the outermost handler, which serves other paths too.
            Drop(Guid.Empty, reason);
            throw;
        }
    }

    private async ValueTask<ParseOutcome> ReadAsync(HttpContext http, IntakeRequest request, bool isBatch, long bytesMax)
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

        var allowed = new BodyLimit(bytesMax, pipeline.Budget, request);
        using var body = await BodyReader.ReadAsync(http.Request.BodyReader, http.Request.ContentLength, headers.ContentEncoding, allowed, http.RequestAborted);
        return body.Reason != RejectionReason.None
            ? new ParseOutcome(body.Reason, default)
            : isBatch ? PayloadParser.ParseBatch(body.Bytes, options.BatchItemsMax, request) : PayloadParser.ParseSend(body.Bytes, request);
    }

    private async ValueTask<RejectionReason> StoreAsync(HttpContext http, IntakeRequest request)
    {
        // Read before: from the hand-over on the request is a worker's.
        var count = request.Count;
        var reason = await pipeline.Queue.EnqueueAsync(request, http.RequestAborted);
        if (reason != RejectionReason.None)
        {
            DropAll(request, reason);
            return reason;
        }

        IngestMeter.EventsEnqueued.Add(count);

        // Not cancelled with the request: a worker owns it until it is complete, whoever still listens.
        await request.Completion;
        return RejectionReason.None;
    }

    // A body that is refused as a whole counts as one event: how many were meant is not known, nor, of a batch, whose.
    private void Count(IntakeRequest request, ParseOutcome outcome)
    {
        if (outcome.Reason != RejectionReason.None)
        {
            Drop(request.Count > 0 && !request.IsBatch ? request.Payload(0).SourceId : Guid.Empty, outcome.Reason);
            return;
        }

        IngestMeter.EventsReceived.Add(request.Count);
        for (var i = 0; i < request.Count; i++)
        {
            if (request.Result(i).Reason is not RejectionReason.None and var reason)
            {
                Drop(request.Payload(i).SourceId, reason);
            }
        }
    }

    // What was refused before has been counted before.
    private void DropAll(IntakeRequest request, RejectionReason reason)
    {
        for (var i = 0; i < request.Count; i++)
        {
            if (request.Result(i).Reason == RejectionReason.None)
            {
                Drop(request.Payload(i).SourceId, reason);
            }
        }
    }

    private void Drop(Guid siteId, RejectionReason reason) => pipeline.Drops.Count(siteId, Stage, reason);

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
