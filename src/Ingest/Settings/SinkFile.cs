using System.Text.Json;
using System.Text.Json.Serialization;
using Ingest.Core.Batching;
using Ingest.Sinks.ClickHouse;

namespace Ingest.Settings;

/// <summary>A further ClickHouse that every event goes to.</summary>
/// <param name="Name">Lower-case name: the metric tag and the name of the cursor file.</param>
/// <param name="Endpoint">HTTP interface of the server.</param>
/// <param name="Database">Database that holds the tables.</param>
/// <param name="User">User that may create tables in it and insert.</param>
/// <param name="Password">The user's password.</param>
/// <param name="Cluster">Name of a cluster; null for one server.</param>
/// <param name="SkipsBacklog">True: a sink that is new to the log begins with the events to come, not with those that the log still holds.</param>
internal sealed record SinkEntry(
    string Name, Uri Endpoint, string Database = "ingest", string User = "default", string Password = "", string? Cluster = null, bool SkipsBacklog = false)
{
    /// <summary>The entry as the sink takes it.</summary>
    public ClickHouseOptions ToOptions() => new() { Endpoint = Endpoint, Database = Database, User = User, Password = Password, Cluster = Cluster };
}

/// <summary>
/// What <c>ingest sink</c> has said: sinks beside the configured one, and sinks that were removed, in <c>sinks.json</c> of the data folder.
/// </summary>
/// <param name="Sinks">Further sinks.</param>
/// <param name="Removed">Names whose place in the log is given up, the configured sink's among them.</param>
internal sealed record SinkFile(IReadOnlyList<SinkEntry> Sinks, IReadOnlyList<string> Removed)
{
    /// <summary>Name of the sink that the section <c>ClickHouse</c> configures.</summary>
    public const string Configured = "clickhouse";

    /// <summary>Name of the sink that the section <c>Iceberg</c> configures.</summary>
    public const string Lake = "iceberg";

    /// <summary>Names of the sinks of the settings.</summary>
    public static readonly IReadOnlyList<string> OfSettings = [Configured, Lake];

    private const int SinksMax = 16;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        AllowTrailingCommas = true,
        ReadCommentHandling = JsonCommentHandling.Skip,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
    };

    /// <summary>What a data folder without the file says.</summary>
    public static SinkFile Empty { get; } = new([], []);

    /// <summary>Reads the file's bytes; none mean <see cref="Empty"/>.</summary>
    /// <exception cref="SettingsException">It is not JSON of this shape, or a sink in it is wrong.</exception>
    public static SinkFile Parse(string path, ReadOnlySpan<byte> bytes)
    {
        try
        {
            var file = bytes.IsEmpty ? Empty : JsonSerializer.Deserialize<SinkFile>(bytes, Json) ?? Empty;
            return SettingsException.Check(file, [.. file.Validate().Select(fault => $"{path}: {fault}")]);
        }
        catch (JsonException fault)
        {
            throw new SettingsException([$"{path} is not valid: {fault.Message}"]);
        }
    }

    /// <summary>The file's bytes.</summary>
    public byte[] Render() => JsonSerializer.SerializeToUtf8Bytes(this, Json);

    /// <summary>This and one sink more, in place of one of its name.</summary>
    public SinkFile With(SinkEntry entry) =>
        new([.. Sinks.Where(sink => sink.Name != entry.Name), entry], [.. Removed.Where(name => name != entry.Name)]);

    /// <summary>This without a sink, whose place in the log is given up.</summary>
    public SinkFile Without(string name) =>
        new([.. Sinks.Where(sink => sink.Name != name)], [.. Removed.Where(removed => removed != name), name]);

    /// <summary>This with a sink of the settings as if it had never been removed.</summary>
    public SinkFile WithConfigured(string name) => this with { Removed = [.. Removed.Where(removed => removed != name)] };

    private IEnumerable<string> Validate()
    {
        if (Sinks.Count > SinksMax)
        {
            yield return $"it names {Sinks.Count} sinks; at most {SinksMax} are run.";
        }

        foreach (var fault in Sinks.SelectMany(FaultsOf))
        {
            yield return fault;
        }

        foreach (var name in Sinks.GroupBy(sink => sink.Name).Where(group => group.Count() > 1).Select(group => group.Key))
        {
            yield return $"two sinks have the name \"{name}\".";
        }
    }

    private static IEnumerable<string> FaultsOf(SinkEntry sink) =>
        !SinkCursors.IsName(sink.Name) ? [$"the name \"{sink.Name}\" must be of a-z, 0-9 and hyphens."]
        : OfSettings.Contains(sink.Name) ? [$"the name \"{sink.Name}\" is that of a sink of the settings; choose another."]
        : sink.ToOptions().Validate().Select(fault => $"sink \"{sink.Name}\": {fault}");
}
