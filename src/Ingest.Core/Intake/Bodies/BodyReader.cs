using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using Ingest.Core.Threads;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Ingest.Core.Intake.Bodies;

/// <summary>Reads an HTTP body whole, bounded on the wire and decompressed.</summary>
/// <remarks>
/// Hot path: no allocation per event. A body that is not compressed stays in the pipe's memory and is parsed there; a compressed one
/// is decompressed into a rented array, which costs a decoder per request and is meant for batches.
/// </remarks>
public static class BodyReader
{
    /// <summary>
    /// Bytes beyond the limit that the server may still read and throw away to keep the connection of a refused body.
    /// The endpoint sets the server's own limit to the sum; a body that goes on beyond it costs the client its connection.
    /// </summary>
    public const long DrainBytesMax = 64 * 1024;

    /// <summary>
    /// Reads to the end of the body. A body whose Content-Length is over the limit is refused unread, another as soon as the limit is passed
    /// or the budget is spent: bytes are paid for as they arrive, so that what a client announces and does not send costs nothing. A body whose compression is broken or cut short comes back empty, which the parser refuses as any other text that is no JSON.
    /// </summary>
    /// <param name="pipe">The body.</param>
    /// <param name="contentLength">The Content-Length header; null when not sent.</param>
    /// <param name="contentEncoding">The Content-Encoding header.</param>
    /// <param name="limit">How large it may become, and who pays for it.</param>
    /// <param name="cancellationToken">Ends the wait for the client.</param>
    /// <exception cref="OperationCanceledException">The token was cancelled, or the pending read.</exception>
    public static ValueTask<RequestBody> ReadAsync(
        PipeReader pipe, long? contentLength, StringValues contentEncoding, BodyLimit limit, CancellationToken cancellationToken)
    {
        if (!BodyCodings.TryParse(contentEncoding, out var coding))
        {
            return new(RequestBody.Refused(RejectionReason.UnknownEncoding));
        }

        if (contentLength > limit.BytesMax)
        {
            return new(RequestBody.Refused(RejectionReason.TooLarge));
        }

        try
        {
            // A message of a tracker comes in one packet with its headers, and is there already.
            return pipe.TryRead(out var result) && TryFinish(pipe, result, coding, limit, out var body)
                ? new(body)
                : ReadSlow(pipe, coding, limit, cancellationToken);
        }
        catch (BadHttpRequestException e) when (IsOverServerLimit(e))
        {
            return new(RequestBody.Refused(RejectionReason.TooLarge));
        }
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private static async ValueTask<RequestBody> ReadSlow(PipeReader pipe, BodyCoding coding, BodyLimit limit, CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                var result = await pipe.ReadAsync(cancellationToken);
                if (result.IsCompleted)
                {
                    // It is whole, and long, or it would have come at once: what follows is no work for the thread that received its end.
                    await PoolThread.Reach();
                }

                if (TryFinish(pipe, result, coding, limit, out var body))
                {
                    return body;
                }
            }
        }
        catch (BadHttpRequestException e) when (IsOverServerLimit(e))
        {
            return RequestBody.Refused(RejectionReason.TooLarge);
        }
    }

    private static bool TryFinish(PipeReader pipe, in ReadResult result, BodyCoding coding, in BodyLimit limit, out RequestBody body)
    {
        var bytes = result.Buffer;
        if (result.IsCanceled)
        {
            pipe.AdvanceTo(bytes.Start, bytes.End);
            throw new OperationCanceledException("The read of the body was cancelled.");
        }

        var refusal = bytes.Length > limit.BytesMax ? RejectionReason.TooLarge
            : limit.TryCover(bytes.Length) ? RejectionReason.None
            : RejectionReason.Overloaded;
        if (refusal != RejectionReason.None)
        {
            pipe.AdvanceTo(bytes.End);
            body = RequestBody.Refused(refusal);
            return true;
        }

        if (result.IsCompleted)
        {
            body = coding == BodyCoding.Identity ? RequestBody.InPipe(pipe, bytes) : Decompress(pipe, bytes, coding, limit);
            return true;
        }

        // Everything is examined and nothing consumed: the pipe keeps the bytes and goes on reading.
        pipe.AdvanceTo(bytes.Start, bytes.End);
        body = default;
        return false;
    }

    // The server's own limit was the lower one.
    private static bool IsOverServerLimit(BadHttpRequestException e) => e.StatusCode == StatusCodes.Status413PayloadTooLarge;

    private static RequestBody Decompress(PipeReader pipe, in ReadOnlySequence<byte> bytes, BodyCoding coding, in BodyLimit limit)
    {
        try
        {
            return Decompressor.Decompress(bytes, coding, limit);
        }
        finally
        {
            pipe.AdvanceTo(bytes.End);
        }
    }
}
