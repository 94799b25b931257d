using System.Text.Json;
using Ingest.Sinks.Iceberg;
using Ingest.Sinks.Iceberg.Catalogs;
using Ingest.Sinks.Iceberg.Metadata;

namespace Ingest.Endpoints.Lake;

/// <summary>
/// The lake's tables for engines that speak Iceberg's REST protocol: read only. What is changed is changed in the catalog that the sink writes to.
/// </summary>
/// <param name="lake">The lake; null when the settings name none.</param>
/// <param name="lendsCredentials">Whether a table is handed out with the server's own keys for its files.</param>
internal sealed class LakeHandler(Sinks.Iceberg.Lake? lake, bool lendsCredentials)
{
    private const char LevelSeparator = '\u001f';

    // What a client may ask, in the words of the protocol.
    private static readonly string[] Endpoints =
    [
        "GET /v1/{prefix}/namespaces", "GET /v1/{prefix}/namespaces/{namespace}", "HEAD /v1/{prefix}/namespaces/{namespace}",
        "GET /v1/{prefix}/namespaces/{namespace}/tables", "GET /v1/{prefix}/namespaces/{namespace}/tables/{table}",
        "HEAD /v1/{prefix}/namespaces/{namespace}/tables/{table}",
    ];

    /// <summary>GET /iceberg/v1/config: what the catalog can do.</summary>
    public Task ConfigAsync(HttpContext http) => GuardAsync(http, _ => Task.FromResult<object?>(
        new { defaults = new Dictionary<string, string>(), overrides = new Dictionary<string, string>(), endpoints = Endpoints }));

    /// <summary>GET /iceberg/v1/namespaces: those of the first level, or those below <c>parent</c>.</summary>
    public Task NamespacesAsync(HttpContext http) => GuardAsync(http, async found =>
    {
        var parent = http.Request.Query["parent"].ToString().Split(LevelSeparator, StringSplitOptions.RemoveEmptyEntries);
        var all = await found.Catalog.ListNamespacesAsync(http.RequestAborted);
        var below = all.Select(ns => ns.Split('.'))
            .Where(levels => levels.Length > parent.Length && levels[..parent.Length].SequenceEqual(parent))
            .Select(levels => levels[..(parent.Length + 1)])
            .DistinctBy(levels => string.Join('.', levels));
        return new { namespaces = below.ToArray() };
    });

    /// <summary>GET and HEAD /iceberg/v1/namespaces/{namespace}.</summary>
    public Task NamespaceAsync(HttpContext http) => GuardAsync(http, async found =>
    {
        var ns = NamespaceOf(http);
        return (await found.Catalog.ListNamespacesAsync(http.RequestAborted)).Any(known => known == ns || known.StartsWith(ns + ".", StringComparison.Ordinal))
            ? new Dictionary<string, object> { ["namespace"] = ns.Split('.'), ["properties"] = new Dictionary<string, string>() }
            : throw new NotFoundException("NoSuchNamespaceException", $"There is no namespace {ns}.");
    });

    /// <summary>GET /iceberg/v1/namespaces/{namespace}/tables.</summary>
    public Task TablesAsync(HttpContext http) => GuardAsync(http, async found =>
    {
        var tables = await found.Catalog.ListTablesAsync(NamespaceOf(http), http.RequestAborted);
        return new { identifiers = tables.Select(table => new Dictionary<string, object> { ["namespace"] = table.Namespace.Split('.'), ["name"] = table.Name }).ToArray() };
    });

    /// <summary>GET and HEAD /iceberg/v1/namespaces/{namespace}/tables/{table}: the table's metadata, and how its files are reached.</summary>
    public Task TableAsync(HttpContext http) => GuardAsync(http, async found =>
    {
        var name = new TableName(NamespaceOf(http), (string)http.Request.RouteValues["table"]!);
        var table = await found.Catalog.LoadAsync(name, http.RequestAborted)
            ?? throw new NotFoundException("NoSuchTableException", $"There is no table {name}.");
        return new Dictionary<string, object>
        {
            ["metadata-location"] = table.MetadataLocation,
            ["metadata"] = table.Metadata,
            ["config"] = found.StorageConfig(lendsCredentials),
        };
    });

    private static string NamespaceOf(HttpContext http) => ((string)http.Request.RouteValues["namespace"]!).Replace(LevelSeparator, '.');

    private async Task GuardAsync(HttpContext http, Func<Sinks.Iceberg.Lake, Task<object?>> answer)
    {
        try
        {
            var found = lake ?? throw new NotFoundException("NoSuchWarehouseException", "This server has no lake. Remedy: name iceberg in Sinks.");
            var body = await answer(found);
            if (HttpMethods.IsHead(http.Request.Method))
            {
                http.Response.StatusCode = StatusCodes.Status204NoContent;
                return;
            }

            await http.Response.WriteAsJsonAsync(body, TableJson.Options, http.RequestAborted);
        }
        catch (NotFoundException fault)
        {
            await FailAsync(http, StatusCodes.Status404NotFound, fault.Type, fault.Message);
        }
        catch (CatalogException fault)
        {
            await FailAsync(http, StatusCodes.Status503ServiceUnavailable, "ServiceUnavailableException", fault.Message);
        }
        catch (IcebergException fault)
        {
            await FailAsync(http, StatusCodes.Status500InternalServerError, "ServerErrorException", fault.Message);
        }
    }

    private static Task FailAsync(HttpContext http, int status, string type, string message)
    {
        http.Response.StatusCode = status;
        return http.Response.WriteAsJsonAsync(new { error = new { message, type, code = status } }, JsonSerializerOptions.Web, http.RequestAborted);
    }

    private sealed class NotFoundException(string type, string message) : Exception(message)
    {
        public string Type => type;
    }
}
