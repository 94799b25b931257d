using System.Globalization;
using System.Text;
using Ingest.Core.Diagnostics;
using Ingest.Core.Intake;
using Ingest.Core.Intake.Addresses;

namespace Ingest.Endpoints;

/// <summary>Records that a link was opened or a pixel loaded: an event as one of <c>/api/send</c>, by the same pipeline.</summary>
internal sealed partial class HitRecorder(IngestPipeline pipeline, ClientAddress addresses, TimeProvider time, ILogger<HitRecorder> logger)
{
    private const string Stage = "intake";

    // A commit takes some milliseconds. A person who waits for a page notices no fifth of a second, and waits no longer for a slow disk.
    private static readonly TimeSpan WaitMax = TimeSpan.FromMilliseconds(200);

    private readonly IntakeRequestPool _pool = new();

    /// <summary>
    /// Records, and says why it was not stored; <see cref="RejectionReason.None"/> when it was, or when that is not known within a fifth of a second.
    /// Does not throw, and never fails a request.
    /// </summary>
    public async ValueTask<RejectionReason> RecordAsync(HttpContext http, SourceKind kind, Guid id, string path)
    {
        var storing = StoreAsync(http, kind, id, path);
        if (!storing.IsCompleted)
        {
            // What takes longer ends before the connection takes its next request: connections bound how many there are, and a stop waits for them.
            http.Response.OnCompleted(() => storing);
            await ((Task)storing).WaitAsync(WaitMax, time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        return storing.IsCompletedSuccessfully ? await storing : RejectionReason.None;
    }

    /// <summary>Counts a slug that is not registered, or not any more: somebody has printed it.</summary>
    public void CountUnknown(SourceKind kind) =>
        pipeline.Drops.Count(Guid.Empty, kind == SourceKind.Link ? "link" : "pixel", RejectionReason.UnknownSite);

    private async Task<RejectionReason> StoreAsync(HttpContext http, SourceKind kind, Guid id, string path)
    {
        try
        {
            var request = _pool.Rent();
            Fill(request, http, kind, id, path);
            IngestMeter.EventsReceived.Add(1);
            var reason = !pipeline.Limits.Takes(request) ? RejectionReason.AddressRate
                : pipeline.TryHandOver(request) ? RejectionReason.None
                : await pipeline.HandOverAsync(request, CancellationToken.None);
            if (reason == RejectionReason.None)
            {
                await request.Completion;
                reason = request.Result(0).Reason;
            }
            else
            {
                pipeline.Drops.Count(id, Stage, reason);
            }

            _pool.Return(request);
            return reason;
        }
        catch (Exception fault)
        {
            // The request is left to the collector: when a worker has failed, nobody knows who owns it.
            LogNotRecorded(logger, fault, path);
            pipeline.Drops.Count(id, Stage, RejectionReason.Fault);
            return RejectionReason.Fault;
        }
    }

    private void Fill(IntakeRequest request, HttpContext http, SourceKind kind, Guid id, string path)
    {
        var (arena, headers) = (request.Arena, http.Request.Headers);
        request.Context.ReceivedAtMs = time.GetUtcNow().ToUnixTimeMilliseconds();
        request.Context.UserAgent = HeaderText.Append(arena, headers.UserAgent);
        addresses.Resolve(headers, http.Connection.RemoteIpAddress, request);

        var payload = request.Add();
        (payload.Type, payload.SourceKind, payload.SourceId) = (PayloadType.Event, kind, id);
        payload.Set(PayloadField.Source, arena.Append(Encoding.ASCII.GetBytes(id.ToString("D", CultureInfo.InvariantCulture))));
        payload.Set(PayloadField.Url, HeaderText.Append(arena, path + http.Request.QueryString.Value));
        payload.Set(PayloadField.Referrer, HeaderText.AppendPacked(arena, headers.Referer));
        if (http.Request.Host.Host is [_, ..] host)
        {
            payload.Set(PayloadField.Hostname, HeaderText.Append(arena, host));
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "{Path} was answered, but could not be recorded")]
    private static partial void LogNotRecorded(ILogger logger, Exception fault, string path);
}
