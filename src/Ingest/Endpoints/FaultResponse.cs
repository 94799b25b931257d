using Ingest.Core.Intake;
using Microsoft.AspNetCore.Connections;

namespace Ingest.Endpoints;

/// <summary>Answers a request that has failed: a fault of the server is logged and answered in the contract's shape, never with a stack.</summary>
internal sealed partial class FaultResponse(ILogger<FaultResponse> logger)
{
    /// <summary>The outermost handler of every path that does not answer its faults itself.</summary>
    public RequestDelegate Guard(RequestDelegate next) => http => GuardAsync(next, http);

    /// <summary>Answers as the fault says, if somebody still waits for it and nothing has been sent.</summary>
    public void Answer(Exception fault, HttpContext http)
    {
        switch (fault)
        {
            case OperationCanceledException when http.RequestAborted.IsCancellationRequested:
                LogClientGone(logger, http.Request.Path);
                break;

            // Told by the read before the token knows. Aborted here, or Kestrel tries to drain what can no longer be read, and logs an error of its own.
            case ConnectionResetException:
                LogClientGone(logger, http.Request.Path);
                http.Abort();
                break;

            case BadHttpRequestException broken:
                LogBroken(logger, http.Request.Path, broken.Message);
                Refuse(http, ReasonOf(broken, http));
                break;

            default:
                LogFault(logger, fault, http.Request.Path);
                Refuse(http, ReasonOf(fault, http));
                break;
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

    private async Task GuardAsync(RequestDelegate next, HttpContext http)
    {
        try
        {
            await next(http);
        }
        catch (Exception fault)
        {
            Answer(fault, http);
        }
    }

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
