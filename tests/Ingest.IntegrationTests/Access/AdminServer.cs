using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Ingest.IntegrationTests.Servers;

namespace Ingest.IntegrationTests.Access;

/// <summary>A server as it first starts, with no path open that is not by default, and requests to its admin API. One for all tests of a class.</summary>
public sealed class AdminServer : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private IngestServer? _server;

    internal IngestServer Server => _server ?? throw new InvalidOperationException("Not started.");

    internal string AdminKey => Server.FirstKey;

    public async ValueTask InitializeAsync() => _server = await IngestServer.StartAsync(
        _folder, new Dictionary<string, string> { ["INGEST__Access__OpenMetrics"] = "false", ["INGEST__Access__FailuresPerMinute"] = "10000" });

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        _folder.Dispose();
    }

    internal Task<HttpResponseMessage> SendAsync(
        HttpMethod method, string path, object? body = null, string? key = null, params (string Name, string Value)[] headers)
    {
        var request = new HttpRequestMessage(method, path) { Content = body is null ? null : JsonContent.Create(body) };
        if (key is not null)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        }

        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return Server.Http.SendAsync(request);
    }

    internal async Task<JsonElement> AdminAsync(HttpMethod method, string path, object? body = null, int expected = 200)
    {
        using var reply = await SendAsync(method, path, body, AdminKey);
        var text = await reply.Content.ReadAsStringAsync();
        Assert.True((int)reply.StatusCode == expected, $"{method} {path}: {(int)reply.StatusCode} {text}");
        return text.Length == 0 ? default : JsonDocument.Parse(text).RootElement;
    }

    internal async Task<string> KeyAsync(params string[] scopes) =>
        (await AdminAsync(HttpMethod.Post, "/api/keys", new { name = Guid.NewGuid().ToString(), scopes }, 201)).GetProperty("key").GetString()!;
}
