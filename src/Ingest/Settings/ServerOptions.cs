namespace Ingest.Settings;

/// <summary>Where the server listens, where it keeps its data, and how it stops.</summary>
internal sealed class ServerOptions
{
    /// <summary>Where single messages are taken whatever the settings say, as in Umami.</summary>
    public const string SendPath = "/api/send";

    // The engine takes some 200 MB before it holds any row.
    private const long EngineBytesMin = 512L * 1024 * 1024;

    /// <summary>Folder of everything the server keeps. Default <c>./data</c>.</summary>
    public string DataPath { get; set; } = "data";

    /// <summary>Addresses to listen on, separated by semicolons; port 0 takes a free one. Default loopback: a proxy or an explicit address opens it to others.</summary>
    public string Urls { get; set; } = "http://127.0.0.1:8080";

    /// <summary>Port of the embedded engine on loopback; 0 takes a free one. Default 8123, ClickHouse's own.</summary>
    public int ClickHousePort { get; set; } = 8123;

    /// <summary>Memory of the embedded engine in bytes; 0, the default, takes half of the machine's.</summary>
    public long ClickHouseMemoryBytesMax { get; set; }

    /// <summary>How long a stop may take to deliver what is committed; the rest is delivered after the next start. Default 10 s, the patience of most supervisors.</summary>
    public TimeSpan ShutdownLimit { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Where metrics go by OTLP (gRPC), for example <c>http://127.0.0.1:4317</c>; empty sends none.</summary>
    public string OtlpEndpoint { get; set; } = "";

    /// <summary><c>text</c> for people, <c>json</c> for collectors. Default text.</summary>
    public string LogFormat { get; set; } = "text";

    /// <summary>A second path for single messages beside <c>/api/send</c>, as Umami's COLLECT_API_ENDPOINT; empty for none.</summary>
    public string CollectPath { get; set; } = "";

    /// <summary>
    /// Paths of the tracker script beside <c>/script.js</c>, as Umami's TRACKER_SCRIPT_NAME, for example <c>/js/app.js</c>: blockers know the
    /// usual name. Empty by default.
    /// </summary>
    public IList<string> ScriptNames { get; } = [];

    /// <summary>The address that the world reaches this server at, such as <c>https://events.example.com</c>, for the snippets of sites; empty for that of whoever asks.</summary>
    public string PublicUrl { get; set; } = "";

    /// <summary>Every fault of these options, each naming its key, its value and the remedy.</summary>
    public IEnumerable<string> Validate()
    {
        foreach (var url in Urls.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (!Uri.TryCreate(url.Replace("*", "localhost", StringComparison.Ordinal), UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https"))
            {
                yield return $"Server:Urls has '{url}', which is no http address: write http://HOST:PORT";
            }
        }

        if (ClickHousePort is < 0 or > 65535)
        {
            yield return $"Server:ClickHousePort is {ClickHousePort}: choose 0 to 65535";
        }

        if (ClickHouseMemoryBytesMax is < 0 or (> 0 and < EngineBytesMin))
        {
            yield return $"Server:ClickHouseMemoryBytesMax is {ClickHouseMemoryBytesMax}: choose 0 for half of the machine's, or at least {EngineBytesMin}";
        }

        if (ShutdownLimit <= TimeSpan.Zero || ShutdownLimit > TimeSpan.FromHours(1))
        {
            yield return $"Server:ShutdownLimit is {ShutdownLimit}: choose more than 00:00:00 and at most 01:00:00";
        }

        if (OtlpEndpoint.Length > 0 && !Uri.TryCreate(OtlpEndpoint, UriKind.Absolute, out _))
        {
            yield return $"Server:OtlpEndpoint is '{OtlpEndpoint}': write an absolute address, or leave it empty";
        }

        if (LogFormat is not ("text" or "json"))
        {
            yield return $"Server:LogFormat is '{LogFormat}': choose text or json";
        }

        if (PublicUrl.Length > 0 && (!Uri.TryCreate(PublicUrl, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https")))
        {
            yield return $"Server:PublicUrl is '{PublicUrl}': write http://HOST or https://HOST, or leave it empty";
        }

        if (CollectPath.Length > 0 && CollectPath[0] != '/')
        {
            yield return $"Server:CollectPath is '{CollectPath}': begin it with a slash";
        }

        foreach (var fault in ScriptPaths.Validate(ScriptNames, CollectPath))
        {
            yield return fault;
        }
    }
}
