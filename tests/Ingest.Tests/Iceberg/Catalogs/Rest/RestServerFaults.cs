using System.Text.Json;
using Ingest.Sinks.Iceberg.Metadata;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Ingest.Tests.Iceberg.Catalogs.Rest;

/// <summary>How the server of a test fails.</summary>
internal static class RestServerFaults
{
    // Anonymous types have no hyphens in their names, and the metadata in them has its own spelling.
    private static readonly JsonSerializerOptions Json = new(TableJson.Options) { PropertyNamingPolicy = new Hyphens() };

    /// <summary>True when the change is made all the same.</summary>
    public static bool IsAfter(RestFault fault) => fault.ToString().EndsWith("After", StringComparison.Ordinal);

    public static byte[] Render(object? body) => JsonSerializer.SerializeToUtf8Bytes(body, Json);

    public static async Task<JsonElement> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        using var body = await JsonDocument.ParseAsync(request.Body, cancellationToken: cancellationToken);
        return body.RootElement.Clone();
    }

    public static async Task DoAsync(HttpContext http, RestFault fault, CancellationToken stop)
    {
        switch (fault)
        {
            case RestFault.BreakBefore or RestFault.BreakAfter:
                http.Abort();
                return;
            case RestFault.Silence:
                await KeepSilentAsync(http, stop);
                return;
            case RestFault.UnavailableBefore or RestFault.Busy:
                http.Response.Headers.RetryAfter = "0";
                break;
            case RestFault.Redirect:
                http.Response.Headers.Location = http.Features.Get<IHttpRequestFeature>()!.RawTarget;
                break;
            default:
                break;
        }

        var (status, body) = Answer(fault, http.Request);
        http.Response.StatusCode = status;
        await http.Response.WriteAsync(body, stop);
    }

    private static async Task KeepSilentAsync(HttpContext http, CancellationToken stop)
    {
        using var until = CancellationTokenSource.CreateLinkedTokenSource(stop, http.RequestAborted);
        try
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, until.Token);
        }
        catch (OperationCanceledException)
        {
            http.Abort();
        }
    }

    private static (int Status, string Body) Answer(RestFault fault, HttpRequest request) => fault switch
    {
        RestFault.Conflict => (409, Error("CommitFailedException")),
        RestFault.ErrorBefore or RestFault.ErrorAfter => (500, Error("CommitStateUnknownException")),
        RestFault.GatewayAfter => (502, "<html>bad gateway</html>"),
        RestFault.UnavailableBefore => (503, Error("SlowDownException")),
        RestFault.UnavailableAfter => (503, "upstream connect error or disconnect/reset before headers"),
        RestFault.Busy => (429, Error("TooManyRequestsException")),
        RestFault.Unauthorized => (401, Error("NotAuthorizedException")),
        RestFault.Expired => (419, Error("AuthenticationTimeoutException")),
        RestFault.GarbageAfter => (200, """{"metadata": 7"""),
        RestFault.EmptyAfter => (204, ""),
        RestFault.StateUnknownAfter => (400, Error("CommitStateUnknownException")),
        RestFault.Redirect => (307, ""),
        RestFault.Quoting => (400, Error("BadRequestException", $"you sent {request.Headers.Authorization}")),
        RestFault.Missing => (404, Error("NoSuchTableException")),
        _ => throw new ArgumentOutOfRangeException(nameof(fault), fault, "no answer"),
    };

    private static string Error(string type, string message = "told to") => $$$"""{"error":{"message":"{{{message}}}","type":"{{{type}}}","code":1}}""";

    private sealed class Hyphens : JsonNamingPolicy
    {
        public override string ConvertName(string name) => KebabCaseLower.ConvertName(name).Replace('_', '-');
    }
}
