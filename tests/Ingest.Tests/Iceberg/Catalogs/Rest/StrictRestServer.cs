using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using Ingest.Sinks.Iceberg;
using Ingest.Sinks.Iceberg.Catalogs;
using Ingest.Sinks.Iceberg.Catalogs.Rest;
using Ingest.Sinks.Iceberg.Metadata;
using Ingest.Sinks.Iceberg.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Ingest.Tests.Iceberg.Catalogs.Rest;

/// <summary>A REST catalog over rows in a file, which takes nothing that the specification does not have, and fails as it is told.</summary>
internal sealed class StrictRestServer : IAsyncDisposable
{
    public const string Warehouse = "lake & co";
    public const string ClientId = "ingest";
    public const string ClientSecret = "s3cret:with colon";
    private const string Root = "/api/catalog/v1";
    private const int TriesMax = 400;

    private readonly RestServerSettings _settings;
    private readonly WebApplication _web;
    private readonly FileCatalog _catalog;
    private readonly ConcurrentDictionary<string, bool> _namespaces = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, (int Status, object? Body)> _answered = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, bool> _tokens = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource _stop = new();
    private int _tokensIssued;
    private int _commits;

    private StrictRestServer(ILakeStorage storage, string folder, RestServerSettings settings)
    {
        _settings = settings;
        _catalog = new FileCatalog(folder, "server", storage, TimeProvider.System);
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        _web = builder.Build();
        _web.Run(HandleAsync);
    }

    /// <summary>Faults of changes of tables, one for each that comes.</summary>
    public ConcurrentQueue<RestFault> Faults { get; } = [];

    /// <summary>What requests had that they must not have.</summary>
    public ConcurrentQueue<string> Violations { get; } = [];

    /// <summary>Changes of tables that were asked for.</summary>
    public int Commits => Volatile.Read(ref _commits);

    public int TokensIssued => Volatile.Read(ref _tokensIssued);

    public Uri Address => new($"{_web.Urls.First()}/api/catalog");

    public static async Task<StrictRestServer> StartAsync(ILakeStorage storage, string folder, RestServerSettings? settings = null)
    {
        var server = new StrictRestServer(storage, folder, settings ?? new());
        await server._web.StartAsync();
        return server;
    }

    /// <summary>Takes no token any more that was given until now.</summary>
    public void RevokeTokens() => _tokens.Clear();

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _web.DisposeAsync();
        await _catalog.DisposeAsync();
        _stop.Dispose();
    }

    private async Task HandleAsync(HttpContext http)
    {
        var target = http.Features.Get<IHttpRequestFeature>()!.RawTarget.Split('?')[0];
        if (target == $"{Root}/oauth/tokens")
        {
            await GiveTokenAsync(http);
            return;
        }

        if (_settings.Token is { } token && http.Request.Headers.Authorization.ToString() is var sent && sent != $"Bearer {token}" && !_tokens.ContainsKey(sent))
        {
            await AnswerAsync(http, Error(401, "NotAuthorizedException", $"not authorized: {sent}"));
            return;
        }

        var isConfig = target == $"{Root}/config";
        foreach (var violation in RestRules.OfHeaders(http.Request, wantsKey: _settings.HasIdempotencyKeys && !isConfig))
        {
            Violations.Enqueue($"{http.Request.Method} {target}: {violation}");
        }

        var root = _settings.Prefix.Length > 0 ? $"{Root}/{_settings.Prefix}/" : $"{Root}/";
        await (isConfig ? AnswerAsync(http, Config(http.Request))
            : target.StartsWith(root, StringComparison.Ordinal) ? RouteAsync(http, target[root.Length..].Split('/'))
            : AnswerAsync(http, (404, "no such route")));
    }

    private Task RouteAsync(HttpContext http, string[] steps) => (http.Request.Method, steps) switch
    {
        ("GET", ["namespaces"]) => AnswerAsync(http, ListNamespaces(http.Request)),
        ("POST", ["namespaces"]) => ChangeAsync(http, "namespace", CreateNamespaceAsync),
        ("GET", ["namespaces", var ns, "tables"]) => ListTablesAsync(http, Levels(ns)),
        ("POST", ["namespaces", var ns, "tables"]) => ChangeAsync(http, "create", body => CreateAsync(Levels(ns), body)),
        ("GET", ["namespaces", var ns, "tables", var table]) => LoadAsync(http, new(Levels(ns), Uri.UnescapeDataString(table))),
        ("POST", ["namespaces", var ns, "tables", var table]) => CommitAsync(http, new(Levels(ns), Uri.UnescapeDataString(table))),
        _ => AnswerAsync(http, (404, "no such route")),
    };

    private (int, object?) Config(HttpRequest request)
    {
        if (request.Query["warehouse"] != Warehouse)
        {
            return Error(400, "BadRequestException", "no such warehouse");
        }

        var overrides = new Dictionary<string, string> { ["prefix"] = _settings.Prefix, ["unrelated"] = "x" };
        var defaults = new Dictionary<string, string> { ["prefix"] = "wrong" };
        if (_settings.Separator is { } separator)
        {
            defaults["namespace-separator"] = separator;
        }

        return (200, new { overrides, defaults, endpoints = _settings.Endpoints, idempotency_key_lifetime = _settings.HasIdempotencyKeys ? "PT30M" : null });
    }

    private async Task GiveTokenAsync(HttpContext http)
    {
        var form = await http.Request.ReadFormAsync(_stop.Token);
        if (form["grant_type"] != "client_credentials" || form["client_id"] != ClientId || form["client_secret"] != ClientSecret || form["scope"] != "catalog")
        {
            http.Response.StatusCode = 401;
            await http.Response.WriteAsync($$"""{"error":"invalid_client","error_description":"wrong secret {{form["client_secret"]}}"}""", _stop.Token);
            return;
        }

        var number = Interlocked.Increment(ref _tokensIssued);
        _tokens[$"Bearer token-{number}"] = true;
        var expiry = _settings.TokenSeconds is { } seconds ? $""","expires_in":{seconds}""" : "";
        await http.Response.WriteAsync($$"""{"access_token":"token-{{number}}","token_type":"bearer"{{expiry}}}""", _stop.Token);
    }

    private async Task<(int Status, object? Body)> CreateNamespaceAsync(JsonElement body)
    {
        await Task.CompletedTask;
        string[] levels = [.. body.GetProperty("namespace").EnumerateArray().Select(level => level.GetString()!)];
        return levels.Length > 1 && !_namespaces.ContainsKey(string.Join('.', levels[..^1])) ? Error(404, "NoSuchNamespaceException", "no parent")
            : _namespaces.TryAdd(string.Join('.', levels), true) ? (200, new { @namespace = levels })
            : Error(409, "AlreadyExistsException", "exists");
    }

    private (int, object?) ListNamespaces(HttpRequest request)
    {
        string[] parent = request.Query["parent"] is [{ Length: > 0 } text] ? Levels(Uri.EscapeDataString(text)).Split('.') : [];
        var children = _namespaces.Keys.Select(name => name.Split('.'))
            .Where(levels => levels.Length == parent.Length + 1 && levels[..^1].SequenceEqual(parent)).OrderBy(levels => levels[^1], StringComparer.Ordinal).ToList();
        var (page, next) = Page(request, children);
        return (200, new { namespaces = page, next_page_token = next });
    }

    private async Task ListTablesAsync(HttpContext http, string ns)
    {
        var tables = (await _catalog.ListTablesAsync(ns, _stop.Token)).Select(table => new { @namespace = ns.Split('.'), name = table.Name }).ToList();
        var (page, next) = Page(http.Request, tables);
        await AnswerAsync(http, _namespaces.ContainsKey(ns) ? (200, new { identifiers = page, next_page_token = next }) : Error(404, "NoSuchNamespaceException", "no such namespace"));
    }

    private (List<T> Page, string? Next) Page<T>(HttpRequest request, List<T> all)
    {
        var from = request.Query["pageToken"] is [{ Length: > 0 } token] ? int.Parse(token) : 0;
        var page = all.Skip(from).Take(_settings.PageSize > 0 ? _settings.PageSize : all.Count).ToList();
        return (page, from + page.Count < all.Count ? $"{from + page.Count}" : null);
    }

    private async Task<(int Status, object? Body)> CreateAsync(string ns, JsonElement body)
    {
        if (!_namespaces.ContainsKey(ns))
        {
            return Error(404, "NoSuchNamespaceException", "no such namespace");
        }

        var asked = body.Deserialize<CreateMessage>(TableJson.Options)!;
        var definition = new TableDefinition(asked.Schema, asked.PartitionSpec, asked.WriteOrder, asked.Properties);
        var table = await _catalog.TryCreateAsync(new(ns, asked.Name), definition, _stop.Token);
        return table is null ? Error(409, "AlreadyExistsException", "exists") : (200, Message(table));
    }

    private async Task LoadAsync(HttpContext http, TableName name)
    {
        if (http.Request.Headers["X-Iceberg-Access-Delegation"] != "vended-credentials")
        {
            Violations.Enqueue("credentials are not asked for");
        }

        var table = await _catalog.LoadAsync(name, _stop.Token);
        await AnswerAsync(http, table is null ? Error(404, "NoSuchTableException", "no such table") : (200, Message(table)));
    }

    private async Task CommitAsync(HttpContext http, TableName name)
    {
        Interlocked.Increment(ref _commits);
        if (!Faults.TryDequeue(out var fault))
        {
            await ChangeAsync(http, "commit", body => CommitAsync(name, body));
            return;
        }

        var request = await RestServerFaults.ReadAsync(http.Request, _stop.Token);
        if (RestServerFaults.IsAfter(fault))
        {
            Assert.Equal(200, (await CommitAsync(name, request)).Status);
        }

        await RestServerFaults.DoAsync(http, fault, _stop.Token);
    }

    private async Task<(int Status, object? Body)> CommitAsync(TableName name, JsonElement body)
    {
        var asked = body.Deserialize<CommitMessage>(TableJson.Options)!;
        var changes = new TableChanges(asked.Requirements, asked.Updates);
        for (var attempt = 0; attempt < TriesMax; attempt++)
        {
            var table = await _catalog.LoadAsync(name, _stop.Token);
            if (table is null || !changes.MayApply(table.Metadata))
            {
                return table is null ? Error(404, "NoSuchTableException", "no such table") : Error(409, "CommitFailedException", "a requirement failed");
            }

            var result = await _catalog.CommitAsync(table, changes, _stop.Token);
            if (result.Kind != CommitKind.Conflict)
            {
                return (200, new { metadata_location = result.Table!.MetadataLocation, metadata = result.Table.Metadata });
            }
        }

        return Error(500, "CommitStateUnknownException", "too many tries");
    }

    private async Task ChangeAsync(HttpContext http, string kind, Func<JsonElement, Task<(int Status, object? Body)>> change)
    {
        var body = await RestServerFaults.ReadAsync(http.Request, _stop.Token);
        foreach (var violation in RestRules.OfBody(kind, body))
        {
            Violations.Enqueue(violation);
        }

        var key = http.Request.Headers["Idempotency-Key"].ToString();
        if (key.Length == 0 || !_answered.TryGetValue(key, out var answer))
        {
            answer = await change(body);
            _answered[key] = answer;
        }

        await AnswerAsync(http, answer);
    }

    private object Message(LoadedTable table) => new
    {
        metadata_location = table.MetadataLocation,
        metadata = table.Metadata,
        config = _settings.LendsCredentials ? new Dictionary<string, string> { ["s3.access-key-id"] = "of-all", ["s3.secret-access-key"] = ClientSecret, ["s3.endpoint"] = "http://s3:9000" } : null,
        storage_credentials = _settings.LendsCredentials
            ? new[] { new { prefix = $"{table.Metadata.Location}/data", config = new Dictionary<string, string> { ["s3.access-key-id"] = "of-data", ["s3.secret-access-key"] = ClientSecret, ["s3.session-token"] = "lent", ["s3.region"] = "eu-central-1" } } }
            : null,
    };

    private string Levels(string ns) => string.Join('.', ns.Split(_settings.Separator ?? "%1F").Select(Uri.UnescapeDataString));

    private static (int, object?) Error(int status, string type, string message) => (status, new { error = new { message, type, code = status } });

    private async Task AnswerAsync(HttpContext http, (int Status, object? Body) answer)
    {
        http.Response.StatusCode = answer.Status;
        http.Response.ContentType = "application/json";
        await http.Response.Body.WriteAsync(answer.Body is string text ? Encoding.UTF8.GetBytes(text) : RestServerFaults.Render(answer.Body), _stop.Token);
    }
}
