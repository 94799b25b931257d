using Ingest.Endpoints.Description;

namespace Ingest.Endpoints.Dashboard;

/// <summary>Maps the dashboard: a page for people, which asks the API with a key of theirs. Its files are for everybody and hold no figure.</summary>
internal static class DashboardEndpoints
{
    private const string Tag = "dashboard";

    private static readonly string[] Methods = [HttpMethods.Get, HttpMethods.Head];

    /// <summary>Maps <c>/</c> and <c>/dashboard/{file}</c>.</summary>
    public static void MapDashboard(this IEndpointRouteBuilder routes)
    {
        var files = new DashboardFiles();
        routes.MapMethods("/", Methods, files.PageAsync).AllowAnonymous().Describe(files.PageAsync, Tag, "The dashboard", 304).AnswersAs<string>("text/html", 200);
        routes.MapMethods("/dashboard/{file}", Methods, files.FileAsync).AllowAnonymous()
            .Describe(files.FileAsync, Tag, "A script, style or map of the dashboard; compressed as the client takes it", 304).AnswersAs<string>("text/javascript", 200).Fails(404);
    }
}
