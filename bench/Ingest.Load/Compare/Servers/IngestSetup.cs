using System.Text.Json;

namespace Ingest.Load.Compare.Servers;

/// <summary>Where the events of a server go.</summary>
internal enum SinkMode
{
    /// <summary>Nowhere: <c>ClickHouse:Enabled=false</c>, and the log keeps them.</summary>
    None,

    /// <summary>Into the embedded engine.</summary>
    Engine,

    /// <summary>A ClickHouse is configured where nothing listens.</summary>
    Away,
}

/// <summary>How a server is set up. What is not said is at its default.</summary>
/// <param name="Sink">Where its events go.</param>
internal sealed record IngestSetup(SinkMode Sink)
{
    /// <summary>Registered sites. 100 by default: a server of an agency.</summary>
    public int SiteCount { get; init; } = 100;

    /// <summary>Settings that differ from the defaults, as <c>Section:Key</c>.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; init; } = new Dictionary<string, string>();

    /// <summary>The ids of that many sites.</summary>
    public static IReadOnlyList<Guid> Sites(int count) => [.. Enumerable.Range(1, count).Select(number => new Guid($"0198c0de-0000-7000-8000-{number:x12}"))];

    /// <summary>Writes the site file of a data folder.</summary>
    public void WriteSites(string dataPath) => WriteSites(dataPath, Sites(SiteCount));

    /// <summary>Writes the site file of a data folder for sites of these ids.</summary>
    public static void WriteSites(string dataPath, IEnumerable<Guid> ids)
    {
        var sites = ids.Select((id, index) => new { id, name = $"Site {index + 1}", domains = Array.Empty<string>(), createdAt = DateTimeOffset.UnixEpoch });
        Directory.CreateDirectory(dataPath);
        File.WriteAllBytes(Path.Combine(dataPath, "sites.json"), JsonSerializer.SerializeToUtf8Bytes(new { version = 1, sites }));
    }

    /// <summary>The environment that says all this.</summary>
    public IEnumerable<KeyValuePair<string, string>> Environment()
    {
        if (Sink == SinkMode.None)
        {
            yield return new("INGEST__ClickHouse__Enabled", "false");
        }

        if (Sink == SinkMode.Away)
        {
            // The discard port: refused at once.
            yield return new("INGEST__ClickHouse__Endpoint", "http://127.0.0.1:9");
        }

        // What is read while a server is measured, and limits that are asked and never reached.
        yield return new("INGEST__Access__OpenMetrics", "true");
        yield return new("INGEST__RateLimits__SitePerSecond", "100000000");
        yield return new("INGEST__RateLimits__SiteBurst", "100000000");
        foreach (var (key, value) in Settings)
        {
            yield return new("INGEST__" + key.Replace(":", "__", StringComparison.Ordinal), value);
        }
    }
}
