using Ingest.Access;
using Ingest.Endpoints.Description;

namespace Ingest.Endpoints.Lake;

/// <summary>Maps the catalog of the lake for engines, for keys that may read every site: a table has the rows of all.</summary>
internal static class LakeEndpoints
{
    private const string Root = "/iceberg/v1";
    private const string Tag = "lake";
    private const string NamespacePath = Root + "/namespaces/{namespace}";
    private const string TablePath = NamespacePath + "/tables/{table}";

    /// <summary>Maps the routes of Iceberg's REST catalog specification that read.</summary>
    public static void MapLake(this IEndpointRouteBuilder routes, LakeHandler handler)
    {
        Map(routes, HttpMethods.Get, Root + "/config", handler.ConfigAsync, "What the catalog can do").Answers<ConfigReply>(200);
        Map(routes, HttpMethods.Get, Root + "/namespaces", handler.NamespacesAsync, "The namespaces, or those below ?parent=").Answers<NamespacesReply>(200);
        Map(routes, HttpMethods.Get, NamespacePath, handler.NamespaceAsync, "A namespace").Answers<NamespaceReply>(200);
        Map(routes, HttpMethods.Head, NamespacePath, handler.NamespaceAsync, "Is there a namespace", StatusCodes.Status204NoContent);
        Map(routes, HttpMethods.Get, NamespacePath + "/tables", handler.TablesAsync, "The tables of a namespace").Answers<TablesReply>(200);
        Map(routes, HttpMethods.Get, TablePath, handler.TableAsync, "A table's metadata, and how its files are reached").Answers<TableReply>(200);
        Map(routes, HttpMethods.Head, TablePath, handler.TableAsync, "Is there a table", StatusCodes.Status204NoContent);
    }

    private static IEndpointConventionBuilder Map(
        IEndpointRouteBuilder routes, string method, string path, RequestDelegate handler, string summary, params int[] statuses) =>
        routes.MapMethods(path, [method], handler).RequireAuthorization(AccessPolicies.ReaderOfAll)
            .Describe(handler, Tag, summary, statuses).Answers<ErrorReply>(404, 500, 503).Fails(401, 403, 429);
}
