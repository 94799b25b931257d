using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Ingest.IntegrationTests.Servers;

namespace Ingest.IntegrationTests.Commands.Report;

/// <summary>A running server with a site in Berlin and few events, around the night in which clocks are set back: few enough to count by hand.</summary>
public sealed class ReportServer : IAsyncLifetime
{
    public const string Range = "--since 2025-10-24 --until 2025-10-29";
    private const string Chrome = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36";

    // A name or data that is not there is no null.
    private static readonly JsonSerializerOptions Sent = new() { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    private readonly TemporaryFolder _folder = new();
    private IngestServer? _server;

    public static Guid Site { get; } = new("11111111-2222-4333-8444-555555555555");

    public string Folder => _folder;

    internal IngestServer Server => _server!;

    public async ValueTask InitializeAsync()
    {
        await RunAsync(["site", "add", "--name", "My shop", "--id", $"{Site}", "--time-zone", "Europe/Berlin", "--data", Folder]);
        _server = await IngestServer.StartAsync(Folder);
        var file = Path.Combine(Folder, "events.ndjson");
        await File.WriteAllLinesAsync(file, Events());
        await RunAsync(["import", file, "--data", Folder]);
        await Poll.UntilAsync(async () => await Server.CountAsync("SELECT count() FROM fact_event FINAL WHERE event_type != 6") == Events().Count(), "the events in ClickHouse");
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }

        _folder.Dispose();
    }

    /// <summary>Runs a command whose arguments have no spaces, and those behind it, which may.</summary>
    public async Task<string> RunAsync(string command, params string[] further) => await RunAsync([.. command.Split(' '), .. further, "--data", Folder]);

    /// <summary>Runs a command that has to fail, and gives what it says.</summary>
    public async Task<string> FailAsync(string command, params string[] further)
    {
        var (exitCode, output, errors) = await IngestCommand.RunAsync([.. command.Split(' '), .. further, "--data", Folder]);
        Assert.True(exitCode == 1, $"{command}: {exitCode} {output} {errors}");
        return errors;
    }

    /// <summary>Asks ClickHouse itself, in one of its formats.</summary>
    public async Task<byte[]> AskAsync(string sql, string format)
    {
        using var reply = await Server.Http.PostAsync(new Uri(Server.ClickHouse, $"/?database=ingest&default_format={format}"), new StringContent(sql));
        var bytes = await reply.Content.ReadAsByteArrayAsync();
        return reply.IsSuccessStatusCode ? bytes : throw new HttpRequestException(System.Text.Encoding.UTF8.GetString(bytes));
    }

    private static async Task<string> RunAsync(string[] arguments)
    {
        var (exitCode, output, errors) = await IngestCommand.RunAsync(arguments);
        Assert.True(exitCode == 0, $"{string.Join(' ', arguments)}: {exitCode} {output} {errors}");
        return output;
    }

    private static IEnumerable<string> Events() =>
    [
        Event("u1", "2025-10-25T10:00:00Z", "/", referrer: "https://news.example/a"),
        Event("u1", "2025-10-25T10:01:00Z", "/pricing"),
        Event("u1", "2025-10-25T10:02:00Z", "/pricing", name: "signup", data: new { plan = "free" }),
        Event("u1", "2025-10-25T10:03:00Z", "/pricing", name: "purchase", data: new { revenue = 9.5, currency = "EUR" }),
        Event("u2", "2025-10-25T23:30:00Z", "/", agent: Chrome),
        Event("u3", "2025-10-26T22:30:00Z", "/it's|odd", title: "\u001b[31mred\u202e"),
        Event("u1", "2025-10-27T12:00:00Z", "/"),
    ];

    private static string Event(string user, string time, string url, string? name = null, object? data = null, string? referrer = null, string? agent = null, string title = "Page") => JsonSerializer.Serialize(new
    {
        website = Site,
        id = user,
        timestamp = DateTimeOffset.Parse(time, CultureInfo.InvariantCulture).ToUnixTimeSeconds(),
        hostname = "shop.example",
        url,
        title,
        name,
        data,
        referrer = referrer ?? "",
        userAgent = agent ?? Sender.Agent,
        ip = "203.0.113.7",
    }, Sent);
}
