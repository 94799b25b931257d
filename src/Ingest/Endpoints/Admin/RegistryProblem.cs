using Ingest.Access;
using Ingest.Core.Registry;

namespace Ingest.Endpoints.Admin;

/// <summary>Answers what a registry refuses.</summary>
internal static class RegistryProblem
{
    /// <summary>Does the work, or says why it cannot be done.</summary>
    public static async Task<IResult> GuardAsync(Func<Task<IResult>> work)
    {
        try
        {
            return await work();
        }
        catch (RegistryException fault)
        {
            return Problem.Of(StatusOf(fault.Fault), fault.Message);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return Problem.Of(StatusCodes.Status503ServiceUnavailable, $"The change cannot be put on disk: {fault.Message}");
        }
    }

    private static int StatusOf(RegistryFault fault) => fault switch
    {
        RegistryFault.Invalid => StatusCodes.Status400BadRequest,
        RegistryFault.Unknown => StatusCodes.Status404NotFound,
        RegistryFault.Conflict => StatusCodes.Status409Conflict,
        RegistryFault.Changed => StatusCodes.Status412PreconditionFailed,
        _ => StatusCodes.Status503ServiceUnavailable,
    };
}
