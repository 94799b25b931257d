using System.Text;
using Microsoft.AspNetCore.Http;

namespace Ingest.ClickHouse.Embedded.Http;

/// <summary>The URL of a request, sorted into what the interface itself reads, query parameters and settings.</summary>
internal sealed class QueryParameters
{
    // Read elsewhere, or of no meaning to a single engine; none of them is a setting.
    private static readonly HashSet<string> Reserved = new(StringComparer.Ordinal)
    {
        "query", "user", "password", "quota_key", "role", "stacktrace", "session_timeout", "session_check", "session_id", "buffer_size", "decompress",
        "compress", "query_id", "database", "default_format", "wait_end_of_query", "enable_http_compression", "add_http_cors_header", "client_protocol_version",
        "http_zlib_compression_level", "send_progress_in_http_headers", "http_headers_progress_interval_ms", "http_wait_end_of_query",
        "cancel_http_readonly_queries_on_client_close", "http_response_buffer_size", "http_write_exception_in_output_format", "close_session",
        "log_comment",
    };

    private QueryParameters()
    {
    }

    public string Query { get; private set; } = "";

    public string QueryId { get; private set; } = "";

    public string? Database { get; private set; }

    public string DefaultFormat { get; private set; } = "TabSeparated";

    public bool CompressesReply { get; private set; }

    public bool WaitsForEnd { get; private set; }

    public List<KeyValuePair<string, string>> Named { get; } = [];

    public List<KeyValuePair<string, string>> Settings { get; } = [];

    public static QueryParameters Read(HttpRequest request)
    {
        var read = new QueryParameters();
        foreach (var (name, values) in request.Query)
        {
            var value = values.LastOrDefault() ?? "";
            if (name.StartsWith("param_", StringComparison.Ordinal))
                read.Named.Add(new(name["param_".Length..], value));
            else if (!Reserved.Contains(name))
                read.Settings.Add(new(name, value));
        }

        read.Query = string.Join("", request.Query["query"].AsEnumerable());
        read.QueryId = PrintableOrNew(First(request.Query["query_id"], request.Headers["X-ClickHouse-Query-Id"]));
        read.Database = First(request.Query["database"], request.Headers["X-ClickHouse-Database"]);
        read.DefaultFormat = First(request.Query["default_format"], request.Headers["X-ClickHouse-Format"]) ?? read.DefaultFormat;
        read.CompressesReply = IsOn(request, "enable_http_compression");
        read.WaitsForEnd = IsOn(request, "wait_end_of_query") || IsOn(request, "http_wait_end_of_query");
        return read;
    }

    /// <summary>The <c>SET</c> statement of these settings, or null when there are none.</summary>
    /// <exception cref="EngineFaultException">A name is no identifier.</exception>
    public static string? SetClause(IEnumerable<KeyValuePair<string, string>> settings)
    {
        var text = new StringBuilder();
        foreach (var (name, value) in settings)
        {
            if (name.Length == 0 || name.AsSpan().ContainsAnyExcept(NameCharacters))
                throw new EngineFaultException(115, $"Unknown setting '{name}'. (UNKNOWN_SETTING)");
            text.Append(text.Length == 0 ? "SET " : ", ").Append(name).Append(" = ").Append(Literal(value));
        }

        return text.Length == 0 ? null : text.ToString();
    }

    /// <summary>A string literal of SQL.</summary>
    public static string Literal(string value) =>
        $"'{value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("'", "\\'", StringComparison.Ordinal)}'";

    private static readonly System.Buffers.SearchValues<char> NameCharacters =
        System.Buffers.SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_");

    // It goes back in a header, which takes printable ASCII only.
    private static string PrintableOrNew(string? queryId) =>
        queryId is not null && !queryId.AsSpan().ContainsAnyExceptInRange(' ', '~') ? queryId : Guid.NewGuid().ToString();

    private static string? First(params ReadOnlySpan<Microsoft.Extensions.Primitives.StringValues> sources)
    {
        foreach (var source in sources)
        {
            if (source.Count > 0 && source[^1] is { Length: > 0 } value)
                return value;
        }

        return null;
    }

    private static bool IsOn(HttpRequest request, string name) => request.Query[name].LastOrDefault() is "1" or "true";
}
