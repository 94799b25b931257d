namespace Ingest.Sinks.ClickHouse;

/// <summary>How insert bodies are compressed on the wire.</summary>
public enum ClickHouseCompression
{
    /// <summary>Not at all: right on loopback and in one data centre, where CPU is dearer than bandwidth.</summary>
    None,

    /// <summary>gzip at its fastest level: for a server across a slow link.</summary>
    Gzip,
}

/// <summary>Where and how the ClickHouse sink delivers. Section <c>ClickHouse</c> of the configuration.</summary>
public sealed class ClickHouseOptions
{
    // The layers that the schema has. What else an operator makes is theirs to show.
    private static readonly string[] TablesOfSchema = ["v_pa_*", "view_*", "event_*", "fact_*", "metadata_*"];

    private static readonly TimeSpan RequestTimeoutMax = TimeSpan.FromHours(1);

    /// <summary>
    /// Whether there is a ClickHouse at all. False: no engine is started, nothing is delivered, and the log keeps the events. Default true: what
    /// is only collected cannot be read.
    /// </summary>
    public bool Enabled { get; set; } = true;

    /// <summary>HTTP interface of a server, for example <c>http://clickhouse:8123</c>. Default none: the embedded engine is started and used.</summary>
    public Uri? Endpoint { get; set; }

    /// <summary>Database that holds every table and view. Default <c>ingest</c>.</summary>
    public string Database { get; set; } = "ingest";

    /// <summary>User that may create, alter and drop tables in, insert into and read from <see cref="Database"/>. Default <c>default</c>.</summary>
    public string User { get; set; } = "default";

    /// <summary>Password of <see cref="User"/>. Default empty.</summary>
    public string Password { get; set; } = "";

    /// <summary>
    /// Name of a cluster. Default none: one server. With a name the schema is made <c>ON CLUSTER</c>, of Replicated tables with the ending
    /// <c>_local</c> and Distributed tables over them.
    /// </summary>
    public string? Cluster { get; set; }

    /// <summary>Longest time for one request, answer included. Default 60 s: the slowest insert of 100,000 rows took 15 s, with ten times the work the machine had cores for.</summary>
    public TimeSpan RequestTimeout { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>Compression of insert bodies. Default none.</summary>
    public ClickHouseCompression Compression { get; set; }

    /// <summary>
    /// Tables and views that the embedded engine's user without a password may name, <c>*</c> for any characters. Empty, the default: <c>v_pa_*</c>,
    /// <c>view_*</c>, <c>event_*</c>, <c>fact_*</c>, <c>metadata_*</c>. <c>v_pa_*</c> alone keeps analysts on the views that are promised to stay.
    /// </summary>
    public IList<string> ReaderTables { get; } = [];

    /// <summary>The list in force.</summary>
    public IEnumerable<string> TablesOfReaders => ReaderTables.Count > 0 ? ReaderTables : TablesOfSchema;

    /// <summary>Further ClickHouse settings for each insert, for example <c>insert_quorum</c>. Default none.</summary>
    public IDictionary<string, string> InsertSettings { get; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>The same with another <see cref="RequestTimeout"/>.</summary>
    public ClickHouseOptions WithRequestTimeout(TimeSpan limit)
    {
        var other = (ClickHouseOptions)MemberwiseClone();
        other.RequestTimeout = limit;
        return other;
    }

    /// <summary>Every fault of these options, in words for an operator; empty when there is none.</summary>
    public IReadOnlyList<string> Validate()
    {
        var faults = new List<string>();
        if (Endpoint is not null && (!Endpoint.IsAbsoluteUri || Endpoint.Scheme is not ("http" or "https")))
        {
            faults.Add($"ClickHouse:Endpoint is '{Endpoint}': give the HTTP interface as http://host:8123 or https://host:8443.");
        }

        if (!IsIdentifier(Database))
        {
            faults.Add($"ClickHouse:Database is '{Database}': use letters, digits and underscores, not beginning with a digit.");
        }

        if (Cluster is { Length: > 0 } && !IsIdentifier(Cluster))
        {
            faults.Add($"ClickHouse:Cluster is '{Cluster}': use the name of an entry of the server's remote_servers: letters, digits and underscores.");
        }

        if (RequestTimeout <= TimeSpan.Zero || RequestTimeout > RequestTimeoutMax)
        {
            faults.Add($"ClickHouse:RequestTimeout is {RequestTimeout}: it must be more than zero and at most {RequestTimeoutMax}.");
        }

        faults.AddRange(ReaderTables.Where(name => name.Length is 0 or > 64 || !name.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '*'))
            .Select(name => $"ClickHouse:ReaderTables holds '{name}': name a table or view by letters, digits and underscores, with * for any characters, for example v_pa_*."));
        if (ReaderTables.Count > 0 && Endpoint is not null)
        {
            faults.Add("ClickHouse:ReaderTables confines readers of the embedded engine, and ClickHouse:Endpoint names another server: take the list away, and grant there what they may read (docs/operating.md).");
        }

        faults.AddRange(InsertSettings.Keys.Where(name => !IsIdentifier(name))
            .Select(name => $"ClickHouse:InsertSettings has '{name}': name a setting of ClickHouse, for example insert_quorum."));
        return faults;
    }

    // Names go into SQL text, so nothing but plain identifiers is taken.
    private static bool IsIdentifier(string name) =>
        name.Length is > 0 and <= 64 && !char.IsAsciiDigit(name[0]) && name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_');
}
