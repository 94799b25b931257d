using System.Text.Json;
using Ingest.ClickHouse.Embedded;

namespace Ingest.Faults.Servers;

/// <summary>Asks a running server, and its ClickHouse with the rights of the server: the analyst's limits are below a judge's needs.</summary>
internal sealed class ServerClient(ServerSettings settings) : IDisposable
{
    private static readonly TimeSpan HealthLimit = TimeSpan.FromSeconds(5);

    private Uri? _clickHouse;
    private readonly HttpClient _http = new() { Timeout = Timeout.InfiniteTimeSpan };

    /// <summary>Events that some sink has not delivered; null when the server does not answer.</summary>
    public async Task<long?> UndeliveredAsync(CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(HealthLimit);
        try
        {
            using var reply = await _http.GetAsync(new Uri($"http://127.0.0.1:{settings.Port}/health/ready"), limit.Token);
            using var health = JsonDocument.Parse(await reply.Content.ReadAsStringAsync(limit.Token));
            return health.RootElement.GetProperty("sinks").EnumerateArray().Sum(sink => sink.GetProperty("undelivered_events").GetInt64());
        }
        catch (Exception notYet) when (notYet is HttpRequestException or IOException or JsonException or OperationCanceledException)
        {
            return null;
        }
    }

    /// <summary>True once this process has written its addresses, and ClickHouse answers there.</summary>
    public async Task<bool> AnswersAsync(int processId, CancellationToken cancellationToken)
    {
        var file = Path.Combine(settings.DataPath, "run.json");
        if (!File.Exists(file))
        {
            return false;
        }

        using var run = JsonDocument.Parse(await File.ReadAllTextAsync(file, cancellationToken));
        if (run.RootElement.GetProperty("ProcessId").GetInt32() != processId)
        {
            return false;
        }

        _clickHouse = run.RootElement.GetProperty("ClickHouse").GetString() is { } found
            ? new Uri(found)
            : throw new CampaignException("the server runs without ClickHouse: run 'npm ci' in native/, or set INGEST_LIBCHDB to libchdb.so");
        try
        {
            return await QueryAsync("SELECT 1", cancellationToken) == "1\n";
        }
        catch (Exception notYet) when (notYet is HttpRequestException or IOException)
        {
            return false;
        }
    }

    /// <summary>Makes the table refuse events of the tag. False: ClickHouse or the table is not there yet.</summary>
    public async Task<bool> TryRefuseAsync(string tag, int processId, CancellationToken cancellationToken)
    {
        try
        {
            return await AnswersAsync(processId, cancellationToken)
                && await QueryAsync($"ALTER TABLE fact_event ADD CONSTRAINT IF NOT EXISTS no_{tag} CHECK tag != '{tag}'", cancellationToken) is "";
        }
        catch (Exception notYet) when (notYet is HttpRequestException or IOException or OperationCanceledException)
        {
            return false;
        }
    }

    /// <summary>Makes the table take them again.</summary>
    public Task TakeAsync(string tag, CancellationToken cancellationToken) =>
        QueryAsync($"ALTER TABLE fact_event DROP CONSTRAINT IF EXISTS no_{tag}", cancellationToken);

    /// <summary>The result of a query as text.</summary>
    public async Task<string> QueryAsync(string sql, CancellationToken cancellationToken)
    {
        await using var stream = await OpenQueryAsync(sql, cancellationToken);
        using var reader = new StreamReader(stream);
        return await reader.ReadToEndAsync(cancellationToken);
    }

    /// <summary>The result of a query as it comes.</summary>
    public async Task<Stream> OpenQueryAsync(string sql, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(_clickHouse!, "/?database=ingest")) { Content = new StringContent(sql) };
        request.Headers.Add("X-ClickHouse-User", WriterPassword.User);
        request.Headers.Add("X-ClickHouse-Key", WriterPassword.ReadOrCreate(Path.Combine(settings.DataPath, "clickhouse")));
        var reply = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        return reply.IsSuccessStatusCode
            ? await reply.Content.ReadAsStreamAsync(cancellationToken)
            : throw new HttpRequestException(await reply.Content.ReadAsStringAsync(cancellationToken));
    }

    public void Dispose() => _http.Dispose();
}
