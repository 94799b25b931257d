using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Ingest.IntegrationTests.Servers;

namespace Ingest.IntegrationTests.Time;

/// <summary>One visitor without cookies and tokens who sends one event after the other, each under a title of its own; every one must be stored.</summary>
internal sealed class SteadyVisitor : IAsyncDisposable
{
    public const string Address = "203.0.113.9";

    private readonly IngestServer _server;
    private readonly Guid _site;
    private readonly CancellationTokenSource _stop = new();
    private readonly List<(string Title, Guid Session)> _acknowledged = [];
    private readonly Task _sending;

    public SteadyVisitor(IngestServer server, Guid site)
    {
        (_server, _site) = (server, site);
        _sending = Task.Run(SendAsync);
    }

    /// <summary>What was answered with 200 so far, in order.</summary>
    public IReadOnlyList<(string Title, Guid Session)> Acknowledged
    {
        get
        {
            lock (_acknowledged)
            {
                return [.. _acknowledged];
            }
        }
    }

    /// <summary>Waits until so many events more were acknowledged; returns the title of the last.</summary>
    public async Task<string> GoOnAsync(int events)
    {
        var until = Acknowledged.Count + events;
        await Poll.UntilAsync(() => _sending.IsCompleted || Acknowledged.Count >= until, $"{events} more events");
        if (_sending.IsCompleted)
        {
            await _sending;
        }

        return Acknowledged[^1].Title;
    }

    /// <summary>Ends the sending; throws when an event was not stored.</summary>
    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        await _sending;
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _sending.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }

    private async Task SendAsync()
    {
        using var ticks = new PeriodicTimer(TimeSpan.FromMilliseconds(5));
        for (var i = 0; !_stop.IsCancellationRequested; i++)
        {
            var title = $"event {i}";
            using var request = new HttpRequestMessage(HttpMethod.Post, "/api/send")
            {
                Content = JsonContent.Create(new { type = "event", payload = new { website = _site, url = "/", title } }),
            };
            request.Headers.TryAddWithoutValidation("User-Agent", Sender.Agent);
            request.Headers.TryAddWithoutValidation("X-Forwarded-For", Address);
            using var reply = await _server.Http.SendAsync(request);
            Assert.Equal(HttpStatusCode.OK, reply.StatusCode);
            var session = (await reply.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("sessionId").GetGuid();
            lock (_acknowledged)
            {
                _acknowledged.Add((title, session));
            }

            await ticks.WaitForNextTickAsync();
        }
    }
}
