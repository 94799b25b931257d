using System.Text.Json.Nodes;
using Ingest.Endpoints.Description;

namespace Ingest.Endpoints;

/// <summary>Maps the settings that change while the server runs.</summary>
internal static class SettingsEndpoints
{
    private const string Path = "/api/settings";
    private const string Tag = "settings";

    /// <summary>Maps GET and PUT <c>/api/settings</c>, for admins.</summary>
    public static void MapSettings(this IEndpointRouteBuilder routes, SettingsHandler handler)
    {
        routes.MapGet(Path, handler.GetAsync).RequireAuthorization()
            .Describe(handler.GetAsync, Tag, "The settings that change while the server runs, with defaults and sources")
            .Answers<SettingsReply>(200).Fails(401, 403, 429);
        routes.MapPut(Path, handler.PutAsync).RequireAuthorization()
            .Describe(handler.PutAsync, Tag, "Changes some of them, all or none: nested objects, or keys such as Batching:RowsMax; null takes back what was set here")
            .Takes(typeof(JsonObject)).Answers<SettingsReply>(200).Fails(400, 401, 403, 409, 412, 413, 429, 503);
    }
}
