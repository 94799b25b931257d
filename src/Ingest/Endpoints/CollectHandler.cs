using Ingest.Core.Diagnostics;
using Ingest.Core.Intake;
using Ingest.Core.Intake.Addresses;
using Ingest.Core.Intake.Bodies;
using Ingest.Core.Intake.Parsing;
using Ingest.Settings.Live;
using Microsoft.AspNetCore.Http.Features;

namespace Ingest.Endpoints;

/// <summary>
/// The collecting endpoints: body to payloads, payloads to the queue, and the reply once the pipeline has completed the request.
/// </summary>
/// <remarks>Hot path: no allocation per event beyond what Kestrel itself makes.</remarks>
internal sealed class CollectHandler(
    IngestPipeline pipeline, ClientAddress addresses, SenderKey senders, LiveOption<IntakeOptions> options, FaultResponse faults, TimeProvider time)
{
    private const string Stage = "intake";

    private readonly IntakeRequestPool _pool = new();

    /// <summary>The headers that are read beside those that every server knows.</summary>
    public IEnumerable<string> HeaderNames => addresses.HeaderNames;

    /// <summary>POST /api/send: one message.</summary>
    public Task SendAsync(HttpContext http) => CollectAsync(http, isBatch: false);

    /// <summary>POST /api/batch: an array of messages, one commit for all.</summary>
    public Task BatchAsync(HttpContext http) => CollectAsync(http, isBatch: true);

    private Task CollectAsync(HttpContext http, bool isBatch)
    {
        var request = _pool.Rent();
        request.RepliesOnCommit = true;
        var receiving = ReceiveAsync(http, request, isBatch);
        if (!receiving.IsCompletedSuccessfully)
        {
            return CollectSlowAsync(http, request, receiving);
        }

        var outcome = receiving.Result;
        try
        {
            return outcome.Reason == RejectionReason.None && request.Count > 0 && TryHandOver(http, request)
                ? AnswerAsync(http, request)
                : CollectSlowAsync(http, request, new(outcome));
        }
        catch (Exception fault)
        {
            GiveUp(fault, http, request);
            return Task.CompletedTask;
        }
    }

    private Task AnswerAsync(HttpContext http, IntakeRequest request)
    {
        if (!request.Completion.IsCompleted)
        {
            return AnswerLaterAsync(http, request);
        }

        Answer(http, request, default);
        return Task.CompletedTask;
    }

    // The one state machine of a usual request, whose body came with its headers. Small: it is most of what a request allocates.
    private async Task AnswerLaterAsync(HttpContext http, IntakeRequest request)
    {
        // Not cancelled with the request: the pipeline owns it until it is complete, whoever still listens.
        await request.Completion;
        Answer(http, request, default);
    }

    private async Task CollectSlowAsync(HttpContext http, IntakeRequest request, ValueTask<ParseOutcome> receiving)
    {
        ParseOutcome outcome;
        try
        {
            outcome = await receiving;
        }
        catch (Exception fault)
        {
            // Nobody else has seen the request yet.
            faults.Answer(fault, http);
            Free(request);
            return;
        }

        try
        {
            if (outcome.Reason == RejectionReason.None && request.Count > 0)
            {
                outcome = new ParseOutcome(await StoreAsync(http, request), default);
            }
        }
        catch (Exception fault)
        {
            GiveUp(fault, http, request);
            return;
        }

        Answer(http, request, outcome);
    }

    private ValueTask<ParseOutcome> ReceiveAsync(HttpContext http, IntakeRequest request, bool isBatch)
    {
        try
        {
            if (senders.Note(http, request) is not RejectionReason.None and var refused)
            {
                Drop(Guid.Empty, refused);
                return new(new ParseOutcome(refused, default));
            }

            var reading = ReadAsync(http, request, isBatch ? options.CurrentValue.BatchBytesMax : options.CurrentValue.SendBytesMax);
            return reading.IsCompletedSuccessfully ? new(Parse(reading.Result, request, isBatch)) : ReceiveSlowAsync(http, request, reading, isBatch);
        }
        catch (Exception fault)
        {
            CountFault(fault, http);
            return ValueTask.FromException<ParseOutcome>(fault);
        }
    }

    private async ValueTask<ParseOutcome> ReceiveSlowAsync(HttpContext http, IntakeRequest request, ValueTask<RequestBody> reading, bool isBatch)
    {
        try
        {
            return Parse(await reading, request, isBatch);
        }
        catch (Exception fault)
        {
            CountFault(fault, http);
            throw;
        }
    }

    private ValueTask<RequestBody> ReadAsync(HttpContext http, IntakeRequest request, long bytesMax)
    {
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            limit.MaxRequestBodySize = bytesMax + BodyReader.DrainBytesMax;
        }

        var headers = http.Request.Headers;
        request.Context.ReceivedAtMs = time.GetUtcNow().ToUnixTimeMilliseconds();
        request.Context.UserAgent = HeaderText.Append(request.Arena, headers.UserAgent);
        request.Context.CacheToken = HeaderText.AppendPacked(request.Arena, headers[RequestHeaders.CacheToken]);
        request.Context.Origin = HeaderText.AppendPacked(request.Arena, headers.Origin);
        request.Context.Referrer = HeaderText.AppendPacked(request.Arena, headers.Referer);
        addresses.Resolve(headers, http.Connection.RemoteIpAddress, request);

        var allowed = new BodyLimit(bytesMax, pipeline.Budget, request);
        return BodyReader.ReadAsync(http.Request.BodyReader, http.Request.ContentLength, headers.ContentEncoding, allowed, http.RequestAborted);
    }

    private ParseOutcome Parse(RequestBody read, IntakeRequest request, bool isBatch)
    {
        using var body = read;
        var outcome = body.Reason != RejectionReason.None
            ? new ParseOutcome(body.Reason, default)
            : isBatch ? PayloadParser.ParseBatch(body.Bytes, options.CurrentValue.BatchItemsMax, request) : PayloadParser.ParseSend(body.Bytes, request);
        Count(request, outcome);
        return outcome.Reason != RejectionReason.None || pipeline.Limits.Takes(request) ? outcome : Refuse(request, RejectionReason.AddressRate);
    }

    private ParseOutcome Refuse(IntakeRequest request, RejectionReason reason)
    {
        DropAll(request, reason);
        return new ParseOutcome(reason, default);
    }

    private async ValueTask<RejectionReason> StoreAsync(HttpContext http, IntakeRequest request)
    {
        if (!TryHandOver(http, request) && await pipeline.HandOverAsync(request, http.RequestAborted) is not RejectionReason.None and var reason)
        {
            DropAll(request, reason);
            return reason;
        }

        await request.Completion;
        return RejectionReason.None;
    }

    private bool TryHandOver(HttpContext http, IntakeRequest request)
    {
        try
        {
            return pipeline.TryHandOver(request);
        }
        catch (Exception fault)
        {
            CountFault(fault, http);
            throw;
        }
    }

    private void Answer(HttpContext http, IntakeRequest request, ParseOutcome outcome)
    {
        try
        {
            Reply(http, request, outcome);
        }
        catch (Exception fault)
        {
            faults.Answer(fault, http);
        }
        finally
        {
            Free(request);
        }
    }

    private void Free(IntakeRequest request)
    {
        pipeline.Budget.Release(request);
        _pool.Return(request);
    }

    // Left to the collector: when a worker has failed, nobody knows who owns the request.
    private void GiveUp(Exception fault, HttpContext http, IntakeRequest request)
    {
        pipeline.Budget.Release(request);
        faults.Answer(fault, http);
    }

    private void CountFault(Exception fault, HttpContext http)
    {
        if (FaultResponse.ReasonOf(fault, http) is not RejectionReason.None and var reason)
        {
            Drop(Guid.Empty, reason);
        }
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

    private static void Reply(HttpContext http, IntakeRequest request, ParseOutcome outcome)
    {
        if (outcome.Reason != RejectionReason.None)
        {
            ReplyWriter.Refuse(http, outcome.Reason, request.Arena[outcome.Error], request.Wait);
        }
        else if (request.IsBatch)
        {
            ReplyWriter.WriteBatch(http, request);
        }
        else
        {
            ReplyWriter.WriteSingle(http, request);
        }
    }
}
