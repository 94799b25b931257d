using System.Net;

namespace Ingest.IntegrationTests.ClickHouse;

/// <summary>The least that speaks ClickHouse's HTTP interface.</summary>
public sealed class EngineClient : IDisposable
{
    private readonly HttpClient _http;

    public EngineClient(Uri endpoint, string user, string password)
    {
        _http = new HttpClient { BaseAddress = endpoint, Timeout = TimeSpan.FromMinutes(2) };
        _http.DefaultRequestHeaders.Add("X-ClickHouse-User", user);
        _http.DefaultRequestHeaders.Add("X-ClickHouse-Key", password);
    }

    public HttpClient Http => _http;

    /// <summary>Runs a statement and gives its text, or fails with the engine's message.</summary>
    public async Task<string> QueryAsync(string sql, string parameters = "")
    {
        using var reply = await SendAsync(sql, parameters);
        var text = await reply.Content.ReadAsStringAsync();
        return reply.StatusCode == HttpStatusCode.OK ? text.TrimEnd('\n') : throw new InvalidOperationException($"{(int)reply.StatusCode}: {text}");
    }

    /// <summary>Runs a statement that must fail and gives the status, the code of the header and the message.</summary>
    public async Task<(HttpStatusCode Status, int Code, string Message)> FailAsync(string sql, string parameters = "")
    {
        using var reply = await SendAsync(sql, parameters);
        var text = await reply.Content.ReadAsStringAsync();
        Assert.True(reply.StatusCode != HttpStatusCode.OK, $"{sql} succeeded: {text}");
        var code = int.Parse(reply.Headers.GetValues("X-ClickHouse-Exception-Code").Single());
        return (reply.StatusCode, code, text);
    }

    public Task<HttpResponseMessage> SendAsync(string sql, string parameters = "") =>
        _http.PostAsync($"/?{parameters}", new StringContent(sql));

    /// <summary>Inserts rows as they are, behind a statement in the URL.</summary>
    public async Task<HttpResponseMessage> InsertAsync(string sql, byte[] rows, string parameters = "") =>
        await _http.PostAsync($"/?query={Uri.EscapeDataString(sql)}&{parameters}", new ByteArrayContent(rows));

    public void Dispose() => _http.Dispose();
}
