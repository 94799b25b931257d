namespace Ingest.Sinks.Iceberg.Catalogs.Rest;

/// <summary>What a REST catalog says of itself before it is used: where its routes are, and what it can do.</summary>
internal sealed class RestConfig
{
    /// <summary>Creates a namespace.</summary>
    public const string CreateNamespace = "POST /v1/{prefix}/namespaces";

    /// <summary>Creates a table.</summary>
    public const string CreateTable = "POST /v1/{prefix}/namespaces/{namespace}/tables";

    /// <summary>Changes a table.</summary>
    public const string CommitTable = "POST /v1/{prefix}/namespaces/{namespace}/tables/{table}";

    private readonly string _root;
    private readonly string _separator;
    private readonly IReadOnlyList<string>? _endpoints;

    /// <summary>Reads the catalog's answer. What it overrides comes before what it has by default.</summary>
    public RestConfig(ConfigMessage message)
    {
        string? Setting(string name) => message.Overrides?.GetValueOrDefault(name) ?? message.Defaults?.GetValueOrDefault(name);

        // Already a path: a catalog of Glue says catalogs/123456789012.
        _root = Setting("prefix")?.Trim('/') is { Length: > 0 } prefix ? $"v1/{prefix}" : "v1";
        _separator = Setting("namespace-separator") ?? "%1F";
        _endpoints = message.Endpoints;
        HasIdempotencyKeys = message.IdempotencyKeyLifetime is not null;
    }

    /// <summary>True when a change that bears a key may be asked for again.</summary>
    public bool HasIdempotencyKeys { get; }

    /// <summary>Route of the namespaces.</summary>
    public string Namespaces => $"{_root}/namespaces";

    /// <summary>Route of the tables of a namespace.</summary>
    public string Tables(string ns) => $"{Namespaces}/{Escape(ns)}/tables";

    /// <summary>Route of a table.</summary>
    public string Table(TableName table) => $"{Tables(table.Namespace)}/{Uri.EscapeDataString(table.Name)}";

    /// <summary>A namespace as a part of a route.</summary>
    public string Escape(string ns) => string.Join(_separator, Levels(ns).Select(Uri.EscapeDataString));

    /// <summary>A namespace's levels.</summary>
    public static string[] Levels(string ns) => ns.Split('.');

    /// <summary>False when the catalog lists what it can do, and this is not in the list.</summary>
    public bool Can(string endpoint) => _endpoints is null || _endpoints.Contains(endpoint, StringComparer.Ordinal);
}
