using System.Text.Json;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.WebUtilities;

namespace Ingest.Access;

/// <summary>Answers of the admin API that are no success: problem details (RFC 9457).</summary>
internal static class Problem
{
    /// <summary>Their content type.</summary>
    public const string ContentType = "application/problem+json";

    /// <summary>A result for a handler to return.</summary>
    public static IResult Of(int status, string detail) => Results.Problem(Details(status, detail));

    /// <summary>Answers at once.</summary>
    public static Task WriteAsync(HttpContext http, int status, string detail)
    {
        http.Response.StatusCode = status;
        return http.Response.WriteAsJsonAsync(Details(status, detail), JsonSerializerOptions.Web, ContentType, http.RequestAborted);
    }

    private static ProblemDetails Details(int status, string detail) =>
        new() { Status = status, Title = ReasonPhrases.GetReasonPhrase(status), Detail = detail };
}
