using System.Globalization;
using System.Text.Json;
using Ingest.Access;
using Ingest.Core.Sites;
using Ingest.Sinks.ClickHouse.Client;

namespace Ingest.Endpoints.Metrics;

/// <summary>Answers questions about the figures of sites, for keys that may read them.</summary>
internal sealed class MetricsHandler(AnswerSource answers, SiteDirectory sites, TimeProvider time, ILogger<MetricsHandler> logger)
{
    // A client that asks sooner meets the same queries.
    private const int RetrySeconds = 5;

    // The answer is for who has the key, and is asked about anew each time: who has it already is answered 304.
    private const string CacheControl = "private, no-cache";

    private static readonly byte[] Catalogue = JsonSerializer.SerializeToUtf8Bytes(
        ViewCatalogue.Views.Values.OrderBy(view => view.Name, StringComparer.Ordinal).Select(ViewReply.Of), JsonSerializerOptions.Web);

    /// <summary>GET /api/views: the views that can be asked for.</summary>
    public async Task ViewsAsync(HttpContext http) => await WriteAsync(http, Answer.Of(Catalogue));

    /// <summary>GET /api/sites/{id}/query/{view}: rows of a view.</summary>
    public Task QueryAsync(HttpContext http) => GuardAsync(http, async () =>
    {
        var site = sites.Readable(http, "id");
        var name = (string)http.Request.RouteValues["view"]!;
        var view = ViewCatalogue.Find(name)
            ?? throw new MetricsException(StatusCodes.Status404NotFound, $"There is no view {QueryValues.Shown(name)}: GET /api/views lists them.");
        var request = QueryRequestReader.Read(view, site, http.Request.Query, time.GetUtcNow());
        await WriteAsync(http, await answers.GetAsync(request, http.RequestAborted));
    });

    private async Task GuardAsync(HttpContext http, Func<Task> answer)
    {
        try
        {
            await answer();
        }
        catch (MetricsException fault)
        {
            if (fault.Status == StatusCodes.Status503ServiceUnavailable)
            {
                http.Response.Headers.RetryAfter = RetrySeconds.ToString(CultureInfo.InvariantCulture);
            }

            await FailAsync(http, fault.Status, fault.Message);
        }
        catch (ClickHouseException fault)
        {
            MetricsLog.Refused(logger, http.Request.Path, fault.Code, fault.Message);
            await FailAsync(http, StatusCodes.Status500InternalServerError, "ClickHouse refused the query: the server's log says why.");
        }
    }

    private static Task FailAsync(HttpContext http, int status, string message)
    {
        http.Response.Headers.CacheControl = "no-store";
        return Problem.WriteAsync(http, status, message);
    }

    private static async Task WriteAsync(HttpContext http, Answer answer)
    {
        var headers = http.Response.Headers;
        (headers.ETag, headers.CacheControl, headers.XContentTypeOptions) = (answer.Tag, CacheControl, "nosniff");
        if (EntityTag.IsKnown(http.Request, answer.Tag))
        {
            http.Response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        http.Response.ContentType = "application/json";
        http.Response.ContentLength = answer.Body.Length;
        await http.Response.BodyWriter.WriteAsync(answer.Body, http.RequestAborted);
    }
}
