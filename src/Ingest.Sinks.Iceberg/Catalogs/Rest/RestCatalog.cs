using System.Net;
using System.Text.Json;
using Ingest.Sinks.Iceberg.Metadata;

namespace Ingest.Sinks.Iceberg.Catalogs.Rest;

/// <summary>A catalog behind the Iceberg REST protocol: Polaris, Lakekeeper, Nessie, Gravitino, Glue. It writes the metadata; this only asks for changes.</summary>
/// <param name="client">Its address, and how requests are signed. Owned.</param>
/// <param name="warehouse">Which of the catalog's warehouses; null for its only one.</param>
/// <param name="time">The clock.</param>
internal sealed class RestCatalog(HttpClient client, string? warehouse, TimeProvider time) : ICatalog
{
    // A catalog that goes on for ever is left.
    private const int PagesMax = 1_000;
    private const int LevelsMax = 8;

    private readonly RestTransport _transport = new(client, time);
    private readonly SemaphoreSlim _configuring = new(1);
    private RestConfig? _config;

    /// <inheritdoc/>
    public async Task<LoadedTable?> LoadAsync(TableName table, CancellationToken cancellationToken)
    {
        var config = await ConfigAsync(cancellationToken);
        var question = new RestQuestion(HttpMethod.Get, config.Table(table), $"load {table}") { WantsCredentials = true };
        var answer = await _transport.AskAsync(question, cancellationToken);
        return answer.IsMissing ? null
            : answer.IsSuccess ? Understood(question, answer, () => Table(table, answer.Read<TableMessage>()))
            : throw _transport.Refusal(question, answer);
    }

    /// <inheritdoc/>
    public async Task<LoadedTable?> TryCreateAsync(TableName table, TableDefinition definition, CancellationToken cancellationToken)
    {
        var config = await ConfigAsync(cancellationToken);
        var message = new CreateMessage(
            table.Name, definition.Schema, definition.PartitionSpec, definition.SortOrder, StageCreate: false, definition.Properties);
        RestQuestion Question() => Change(config, RestConfig.CreateTable, config.Tables(table.Namespace), $"create {table}", message) with { WantsCredentials = true };

        var question = Question();
        var answer = await _transport.AskAsync(question, cancellationToken);
        if (answer.IsMissing && config.Can(RestConfig.CreateNamespace))
        {
            // Another question, by its key too: to the first the catalog would say again that there is no namespace.
            await CreateNamespaceAsync(config, table.Namespace, cancellationToken);
            question = Question();
            answer = await _transport.AskAsync(question, cancellationToken);
        }

        // After an attempt whose end is unknown, what exists may be our own: it is loaded as anybody's is.
        return answer.Status == HttpStatusCode.Conflict ? null
            : answer.IsSuccess ? Understood(question, answer, () => Table(table, answer.Read<TableMessage>()))
            : throw _transport.Refusal(question, answer);
    }

    /// <inheritdoc/>
    public async Task<CommitResult> CommitAsync(LoadedTable from, TableChanges changes, CancellationToken cancellationToken)
    {
        var config = await ConfigAsync(cancellationToken);
        var message = new CommitMessage(changes.Requirements, [.. changes.Updates.Select(update => Keeping(from.Metadata, update))]);
        var question = Change(config, RestConfig.CommitTable, config.Table(from.Name), $"change {from.Name}", message);
        var answer = await _transport.AskAsync(question, cancellationToken);
        if (answer.IsSuccess)
        {
            return Committed(from, answer);
        }

        var words = _transport.Refusal(question, answer);
        if (answer.IsDoubtful || ErrorMessage.Read(answer.Body)?.Type == ErrorDetail.StateUnknown)
        {
            return CommitResult.Unknown(words.Message);
        }

        return answer.Status == HttpStatusCode.Conflict ? CommitResult.Conflict(words.Message) : throw words;
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<string>> ListNamespacesAsync(CancellationToken cancellationToken)
    {
        var config = await ConfigAsync(cancellationToken);
        var found = new List<string>();
        await ListNamespacesAsync(config, parent: null, found, cancellationToken);
        return found;
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<TableName>> ListTablesAsync(string ns, CancellationToken cancellationToken)
    {
        var config = await ConfigAsync(cancellationToken);
        var found = new List<TableName>();
        var act = $"list the tables of {ns}";
        await foreach (var page in PagesAsync<TablesMessage>(config.Tables(ns), act, page => page.NextPageToken, _ => false, cancellationToken))
        {
            found.AddRange(page.Identifiers.Select(table => new TableName(string.Join('.', table.Namespace), table.Name)));
        }

        return found;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _transport.Dispose();
        _configuring.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task<RestConfig> ConfigAsync(CancellationToken cancellationToken)
    {
        if (_config is { } known)
        {
            return known;
        }

        await _configuring.WaitAsync(cancellationToken);
        try
        {
            if (_config is null)
            {
                var path = warehouse is { Length: > 0 } ? $"v1/config?warehouse={Uri.EscapeDataString(warehouse)}" : "v1/config";
                var question = new RestQuestion(HttpMethod.Get, path, "tell its configuration");
                var answer = await _transport.AskAsync(question, cancellationToken);
                _config = answer.IsSuccess ? Understood(question, answer, () => new RestConfig(answer.Read<ConfigMessage>())) : throw _transport.Refusal(question, answer);
            }

            return _config;
        }
        finally
        {
            _configuring.Release();
        }
    }

    private RestQuestion Change<T>(RestConfig config, string endpoint, string path, string act, T message) => config.Can(endpoint)
        ? new RestQuestion(HttpMethod.Post, path, act)
        {
            Body = JsonSerializer.SerializeToUtf8Bytes(message, TableJson.Options),
            IdempotencyKey = config.HasIdempotencyKeys ? Guid.CreateVersion7(time.GetUtcNow()).ToString() : null,
        }
        : throw new CatalogException($"{_transport.Where} does not {act}: it says that it has no \"{endpoint}\". Remedy: use a catalog that can be written to.");

    // Parents first: most catalogs want them to be there. Each may have been created by somebody else by now.
    private async Task CreateNamespaceAsync(RestConfig config, string ns, CancellationToken cancellationToken)
    {
        var levels = RestConfig.Levels(ns);
        for (var count = 1; count <= levels.Length; count++)
        {
            var message = new NamespaceMessage(levels[..count], new Dictionary<string, string>());
            var question = Change(config, RestConfig.CreateNamespace, config.Namespaces, $"create the namespace {string.Join('.', levels[..count])}", message);
            var answer = await _transport.AskAsync(question, cancellationToken);
            if (!answer.IsSuccess && answer.Status != HttpStatusCode.Conflict)
            {
                throw _transport.Refusal(question, answer);
            }
        }
    }

    // The table is changed whatever its answer looks like; what it is now has to be loaded when the answer cannot be read.
    private CommitResult Committed(LoadedTable from, RestAnswer answer)
    {
        try
        {
            var table = Table(from.Name, answer.Read<TableMessage>());
            return CommitResult.Committed(table.Credentials.Count > 0 ? table : table with { Credentials = from.Credentials });
        }
        catch (Exception fault) when (fault is JsonException or IcebergException)
        {
            return CommitResult.Unknown($"{_transport.Where} answers the change of {from.Name} with what is no table: {fault.Message}");
        }
    }

    // A name that is set anew would lose how long it is kept, unless that is said again.
    private static TableUpdate Keeping(TableMetadata metadata, TableUpdate update) =>
        update is SetSnapshotRef { Others: null } set && metadata.Refs.GetValueOrDefault(set.RefName) is { Others: { } kept } ? set with { Others = kept } : update;

    private static LoadedTable Table(TableName name, TableMessage message)
    {
        var location = message.MetadataLocation ?? "";
        return new LoadedTable(name, TableJson.Check(location, message.Metadata), location) { Credentials = Lent(message) };
    }

    private static List<VendedCredentials> Lent(TableMessage message)
    {
        var lent = (message.StorageCredentials ?? []).ConvertAll(credential => new VendedCredentials(credential.Prefix, Known(credential.Config)));
        var config = Known(message.Config ?? []);
        return config.ContainsKey("s3.access-key-id") ? [.. lent, new VendedCredentials("", config)] : lent;
    }

    private static Dictionary<string, string> Known(Dictionary<string, string?> settings) =>
        settings.Where(pair => pair.Value is not null).ToDictionary(pair => pair.Key, pair => pair.Value!, StringComparer.Ordinal);

    private async Task ListNamespacesAsync(RestConfig config, string? parent, List<string> found, CancellationToken cancellationToken)
    {
        if (parent is not null && RestConfig.Levels(parent).Length >= LevelsMax)
        {
            return;
        }

        var path = parent is null ? config.Namespaces : $"{config.Namespaces}?parent={config.Escape(parent)}";
        var children = new List<string>();

        // A catalog without nested namespaces refuses the question for them.
        bool HasNone(RestAnswer answer) => parent is not null && answer.Status is HttpStatusCode.BadRequest or HttpStatusCode.NotAcceptable;
        await foreach (var page in PagesAsync<NamespacesMessage>(path, "list its namespaces", page => page.NextPageToken, HasNone, cancellationToken))
        {
            children.AddRange(page.Namespaces.Select(levels => string.Join('.', levels)));
        }

        foreach (var child in children)
        {
            found.Add(child);
            await ListNamespacesAsync(config, child, found, cancellationToken);
        }
    }

    private async IAsyncEnumerable<T> PagesAsync<T>(
        string path, string act, Func<T, string?> next, Func<RestAnswer, bool> isNothing, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var question = new RestQuestion(HttpMethod.Get, path, act);
        for (var page = 0; page < PagesMax; page++)
        {
            var answer = await _transport.AskAsync(question, cancellationToken);
            if (answer.IsMissing || isNothing(answer))
            {
                yield break;
            }

            var message = answer.IsSuccess ? Understood(question, answer, answer.Read<T>) : throw _transport.Refusal(question, answer);
            yield return message;
            if (next(message) is not { Length: > 0 } token)
            {
                yield break;
            }

            question = question with { Path = $"{path}{(path.Contains('?') ? '&' : '?')}pageToken={Uri.EscapeDataString(token)}" };
        }
    }

    private T Understood<T>(RestQuestion question, RestAnswer answer, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (JsonException fault)
        {
            throw new CatalogException(
                $"{_transport.Where} does not {question.Act}: its answer of {answer.Body.Length} bytes cannot be read ({fault.Message}). Check that Iceberg:CatalogUri names an Iceberg REST catalog.", fault);
        }
    }
}
