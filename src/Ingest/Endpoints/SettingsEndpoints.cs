namespace Ingest.Endpoints;

/// <summary>Maps the settings that change while the server runs.</summary>
internal static class SettingsEndpoints
{
    private const string Path = "/api/settings";
    private const string Tag = "settings";

    /// <summary>Maps GET and PUT <c>/api/settings</c>. Who may is up to the routes that it is mapped on.</summary>
    public static void MapSettings(this IEndpointRouteBuilder routes, SettingsHandler handler)
    {
        routes.MapGet(Path, handler.GetAsync).Describe(handler.GetAsync, Tag, "The settings that change while the server runs, with defaults and sources", 200);
        routes.MapPut(Path, handler.PutAsync).Describe(handler.PutAsync, Tag, "Change some of them, all or none", 200, 400, 409, 412, 413, 503);
    }
}
