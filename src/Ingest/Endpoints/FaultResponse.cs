using Ingest.Core.Intake;
using Microsoft.AspNetCore.Connections;

namespace Ingest.Endpoints;

/// <summary>The outermost handler: a fault of the server is logged and answered in the contract's shape, never with a stack.</summary>
internal sealed partial class FaultResponse(RequestDelegate next, ILogger<FaultResponse> logger)
{
    /// <summary>Runs the rest of the pipeline.</summary>
    public async Task InvokeAsync(HttpContext http)
    {
        try
        {
            await next(http);
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            LogClientGone(logger, http.Request.Path);
        }
        catch (ConnectionResetException)
        {
            // Told by the read before the token knows. Aborted here, or Kestrel tries to drain what can no longer be read, and logs an error of its own.
            LogClientGone(logger, http.Request.Path);
            http.Abort();
        }
        catch (BadHttpRequestException broken)
        {
            LogBroken(logger, http.Request.Path, broken.Message);
            Refuse(http, ReasonOf(broken, http));
        }
        catch (Exception fault)
        {
            LogFault(logger, fault, http.Request.Path);
            Refuse(http, ReasonOf(fault, http));
        }
    }

    /// <summary>The reason that an exception of a request is answered with; none when nobody waits for an answer.</summary>
    public static RejectionReason ReasonOf(Exception fault, HttpContext http) => fault switch
    {
        OperationCanceledException when http.RequestAborted.IsCancellationRequested => RejectionReason.None,
        BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge } => RejectionReason.TooLarge,
        BadHttpRequestException => RejectionReason.Invalid,
        _ => RejectionReason.Fault,
    };

    private static void Refuse(HttpContext http, RejectionReason reason)
    {
        if (!http.Response.HasStarted)
        {
            ReplyWriter.Refuse(http, reason, default);
        }
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "A request to {Path} is broken: {Fault}")]
    private static partial void LogBroken(ILogger logger, string path, string fault);

    [LoggerMessage(Level = LogLevel.Debug, Message = "The client of {Path} went away")]
    private static partial void LogClientGone(ILogger logger, string path);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Path} failed")]
    private static partial void LogFault(ILogger logger, Exception fault, string path);
}
