using System.Globalization;
using System.Text;
using Ingest.Sinks.ClickHouse.Client;

namespace Ingest.Sinks.ClickHouse.Schema;

/// <summary>
/// Brings a database to this binary's schema: applies each file once, in order of version, and again from the first one of which a table or
/// a view has been dropped since. Then the views of the folder views, each when its text is another than the one in force.
/// </summary>
/// <remarks>
/// Every statement may be repeated, so a run that was broken off is completed by the next one, and two runs at once do no harm.
/// </remarks>
public sealed class SchemaApplier
{
    private const string VersionTable = "metadata_schema_version";
    private const string ViewTable = "metadata_view";

    private readonly ClickHouseClient _client;
    private readonly ClickHouseOptions _options;
    private readonly IReadOnlyList<SchemaFile> _files;
    private readonly IReadOnlyList<ViewFile> _views;

    /// <summary>Creates an applier of the embedded schema.</summary>
    public SchemaApplier(ClickHouseClient client, ClickHouseOptions options)
        : this(client, options, SchemaFile.Embedded, ViewFile.Embedded)
    {
    }

    internal SchemaApplier(ClickHouseClient client, ClickHouseOptions options, IReadOnlyList<SchemaFile> files, IReadOnlyList<ViewFile> views) =>
        (_client, _options, _files, _views) = (client, options, files, views);

    /// <summary>The SQL that <see cref="ApplyAsync"/> runs on an empty database, for people.</summary>
    public static string Print(ClickHouseOptions options)
    {
        var text = new StringBuilder();
        var templates = SchemaFile.Embedded.Select(file => file.Template).Concat(ViewFile.Embedded.Select(view => view.Template));
        foreach (var statement in templates.SelectMany(template => SchemaTemplate.Render(template, options)))
        {
            text.Append(statement).Append(";\n\n");
        }

        return text.ToString();
    }

    /// <summary>Applies what is missing.</summary>
    /// <exception cref="SchemaException">A file has changed since it was applied.</exception>
    /// <exception cref="ClickHouseException">ClickHouse refused a statement.</exception>
    public async Task<SchemaReport> ApplyAsync(CancellationToken cancellationToken)
    {
        // The first file makes the table of versions; it is run before there is anything to look up in.
        await RunAsync(_files[0], cancellationToken);
        var present = await ReadVersionsAsync(cancellationToken);
        RefuseChanged(present);

        // Of a newer binary's database this one cannot say what is missing, and its views may read what this one does not know.
        var newest = present.Keys.DefaultIfEmpty().Max();
        var isNewer = newest > _files[^1].Version;
        var applied = new List<string>();
        var damaged = isNewer ? int.MaxValue : await FirstDamagedAsync(present, cancellationToken);
        foreach (var file in _files.Where(file => !present.ContainsKey(file.Version) || file.Version >= damaged))
        {
            await RunAsync(file, cancellationToken);
            await RecordAsync(file, cancellationToken);
            applied.Add(file.Name);
        }

        if (!isNewer && _views.Count > 0)
        {
            await ApplyViewsAsync(applied, cancellationToken);
        }

        return new SchemaReport(Math.Max(newest, _files[^1].Version), applied, isNewer);
    }

    /// <summary>Looks what <see cref="ApplyAsync"/> would have to do, and changes nothing.</summary>
    /// <exception cref="SchemaException">A file has changed since it was applied.</exception>
    /// <exception cref="ClickHouseException">ClickHouse refused a query.</exception>
    public async Task<SchemaState> InspectAsync(CancellationToken cancellationToken)
    {
        var there = await ReadTablesAsync(cancellationToken);
        var present = there.Contains(VersionTable) ? await ReadVersionsAsync(cancellationToken) : [];
        RefuseChanged(present);
        var newest = present.Keys.DefaultIfEmpty().Max();
        var isNewer = newest > _files[^1].Version;
        var views = there.Contains(ViewTable) && !isNewer ? await ReadViewsAsync(cancellationToken) : [];
        return new SchemaState(
            newest,
            [
                .. _files.Where(file => !present.ContainsKey(file.Version)).Select(file => file.Name),
                .. _views.Where(view => views.TryGetValue(view.Name, out var hash) && hash != view.Sha256).Select(view => view.Name),
            ],
            [
                .. Damaged(present, there).Where(_ => !isNewer).Select(made => made.Key)
                    .Concat(views.Keys.Where(name => !there.Contains(name)))
                    .Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal),
            ],
            isNewer);
    }

    // Every one that is older than the newest file, in this run or one that broke off: it may have put a view of its own into the place of one of these.
    private async Task ApplyViewsAsync(List<string> applied, CancellationToken cancellationToken)
    {
        var present = await ReadViewsAsync(cancellationToken, $" WHERE applied_at >= (SELECT max(applied_at) FROM {_options.Database}.{VersionTable})");
        var there = await ReadTablesAsync(cancellationToken);
        var stale = _views.Where(view => !there.Contains(view.Name) || present.GetValueOrDefault(view.Name) != view.Sha256).ToList();
        foreach (var statement in stale.SelectMany(view => SchemaTemplate.Render(view.Template, _options)))
        {
            await _client.CommandAsync(statement, cancellationToken);
        }

        if (stale.Count > 0)
        {
            var rows = string.Join(", ", stale.Select(view => $"('{view.Name}', '{view.Sha256}')"));
            await _client.CommandAsync($"INSERT INTO {_options.Database}.{ViewTable} (name, sha256) VALUES {rows}", cancellationToken);
            applied.AddRange(stale.Select(view => view.Name));
        }
    }

    private async Task<Dictionary<string, string>> ReadViewsAsync(CancellationToken cancellationToken, string condition = "")
    {
        var text = await _client.QueryTextAsync($"SELECT name, sha256 FROM {_options.Database}.{ViewTable} FINAL{condition} FORMAT TSV", cancellationToken);
        return text.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line.Split('\t'))
            .ToDictionary(parts => parts[0], parts => parts[1], StringComparer.Ordinal);
    }

    private async Task RunAsync(SchemaFile file, CancellationToken cancellationToken)
    {
        foreach (var statement in SchemaTemplate.Render(file.Template, _options))
        {
            await _client.CommandAsync(statement, cancellationToken);
        }
    }

    private async Task<Dictionary<int, string>> ReadVersionsAsync(CancellationToken cancellationToken)
    {
        var text = await _client.QueryTextAsync(
            $"SELECT version, sha256 FROM {_options.Database}.{VersionTable} FINAL FORMAT TSV", cancellationToken);
        return text.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line.Split('\t'))
            .ToDictionary(parts => int.Parse(parts[0], CultureInfo.InvariantCulture), parts => parts[1]);
    }

    // The table of versions says that a file was applied, not that its tables are still there: without this, the remedy for a table that
    // somebody has dropped would find nothing to do.
    private async Task<int> FirstDamagedAsync(Dictionary<int, string> present, CancellationToken cancellationToken)
    {
        var there = await ReadTablesAsync(cancellationToken);
        if (there.Contains(ViewTable) && Damaged(present, there).Any())
        {
            there.ExceptWith(await DropReplacedAsync(cancellationToken));
        }

        return Damaged(present, there).Select(made => made.Value).DefaultIfEmpty(int.MaxValue).Min();
    }

    // A view of the folder may stand where a file makes a table: that file would leave it, and the next ones would miss the table's columns.
    private async Task<IReadOnlyList<string>> DropReplacedAsync(CancellationToken cancellationToken)
    {
        var made = SchemaObjects.Of(Statements());
        var text = await _client.QueryTextAsync(
            $"SELECT name FROM system.tables WHERE database = '{_options.Database}' AND engine = 'View' AND name IN (SELECT name FROM {_options.Database}.{ViewTable}) FORMAT TSV", cancellationToken);
        string[] replaced = [.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(made.ContainsKey)];
        foreach (var statement in replaced.SelectMany(name => SchemaTemplate.Render($"DROP VIEW IF EXISTS ${{database}}.{name}${{on_cluster}};", _options)))
        {
            await _client.CommandAsync(statement, cancellationToken);
        }

        return replaced;
    }

    private IEnumerable<KeyValuePair<string, int>> Damaged(Dictionary<int, string> present, HashSet<string> there) =>
        SchemaObjects.Of(Statements()).Where(made => present.ContainsKey(made.Value) && !there.Contains(made.Key));

    private IEnumerable<(int Version, string Statement)> Statements() =>
        _files.SelectMany(file => SchemaTemplate.Render(file.Template, _options).Select(statement => (file.Version, statement)));

    private async Task<HashSet<string>> ReadTablesAsync(CancellationToken cancellationToken)
    {
        var text = await _client.QueryTextAsync($"SELECT name FROM system.tables WHERE database = '{_options.Database}' FORMAT TSV", cancellationToken);
        return text.Split('\n', StringSplitOptions.RemoveEmptyEntries).ToHashSet(StringComparer.Ordinal);
    }

    private void RefuseChanged(Dictionary<int, string> present)
    {
        var changed = _files.FirstOrDefault(file => present.TryGetValue(file.Version, out var hash) && hash != file.Sha256);
        if (changed is not null)
        {
            throw new SchemaException(
                $"Schema file {changed.Name} is not the one that made database {_options.Database}: an applied file never changes. "
                + "Put the change into a file with the next version, or use a binary of the release that made the database.");
        }
    }

    private Task RecordAsync(SchemaFile file, CancellationToken cancellationToken) => _client.CommandAsync(
        $"INSERT INTO {_options.Database}.{VersionTable} (version, name, sha256) "
        + $"SELECT {file.Version.ToString(CultureInfo.InvariantCulture)}, '{file.Name}', '{file.Sha256}'",
        cancellationToken);
}
