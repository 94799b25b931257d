using Ingest.Endpoints.Description;
using Ingest.Tracker;

namespace Ingest.Endpoints;

/// <summary>Maps the tracker script.</summary>
internal static class TrackerEndpoints
{
    private const string Tag = "tracker";
    private const string Summary = "The tracker script, for <script defer src=\"…\" data-website-id=\"ID\">; compressed as the client takes it";

    private static readonly string[] Methods = [HttpMethods.Get, HttpMethods.Head];

    /// <summary>Maps each path, to a script that knows its way to the collecting path.</summary>
    public static void MapTracker(this IEndpointRouteBuilder routes, IEnumerable<string> paths, string collectPath)
    {
        foreach (var path in paths)
        {
            RequestDelegate answer = new TrackerScript(path, collectPath).AnswerAsync;
            routes.MapMethods(path, Methods, answer).AllowAnonymous().Describe(answer, Tag, Summary, 304).AnswersAs<string>("text/javascript", 200);
        }
    }
}
