using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Ingest.Commands.Import;
using Ingest.Demo;
using Ingest.Endpoints;
using Ingest.Settings;

namespace Ingest.Commands.Demo;

/// <summary>
/// Sends what browsers of visitors would send, from the page's origin; address and place of the visitor stand in the headers that a CDN adds.
/// </summary>
/// <remarks>Thread-safe.</remarks>
internal sealed class DemoClient(Uri server, int connections, MessageWriter writer, DemoTally tally, TimeProvider time) : IDisposable
{
    private const string Duplicate = "duplicate";

    // A server that is busy for longer than this is not busy with the demonstration alone.
    private const int TriesMax = 100;
    private static readonly TimeSpan TryAgainAfter = TimeSpan.FromMilliseconds(300);
    private static readonly MediaTypeHeaderValue Json = new("application/json");

    private readonly HttpClient _http = new(new SocketsHttpHandler { MaxConnectionsPerServer = connections, UseProxy = false, UseCookies = false }) { BaseAddress = server };

    /// <summary>Sends a visit of the past in one batch, and what comes along with it when it is new.</summary>
    /// <exception cref="CommandException">The server does not take it.</exception>
    public async Task SendAsync(Visit visit, CancellationToken cancellationToken)
    {
        var body = writer.Batch(visit);
        for (var tries = 1; tries <= TriesMax; tries++)
        {
            using var request = Request(ServerAddress.BatchPath, body, visit);
            using var reply = await PostAsync(request, cancellationToken);
            if (reply.StatusCode == HttpStatusCode.OK && await BatchReply.ReadAsync(reply, cancellationToken) is { Postponed.Count: 0 } outcome)
            {
                await NoteAsync(visit, outcome, cancellationToken);
                return;
            }

            if (reply.StatusCode is not (HttpStatusCode.OK or HttpStatusCode.TooManyRequests or >= HttpStatusCode.InternalServerError))
            {
                throw new CommandException($"The server answered {(int)reply.StatusCode} to a batch of the demonstration: see its log");
            }

            await Task.Delay(TryAgainAfter, time, cancellationToken);
        }

        throw new CommandException($"The server could not take the demonstration's events for {TriesMax * TryAgainAfter}: see its log, and run the command again; what is stored is recognised");
    }

    /// <summary>Sends a message of the present as the tracker does, and returns the token that the next of the visit brings back.</summary>
    public async Task<string?> SendAsync(Visit visit, VisitStep step, string? token, CancellationToken cancellationToken)
    {
        using var request = Request(ServerOptions.SendPath, writer.Message(visit, step), visit);
        request.Headers.TryAddWithoutValidation(RequestHeaders.CacheToken, token);
        using var reply = await PostAsync(request, cancellationToken);
        if (!reply.IsSuccessStatusCode)
        {
            tally.AddRefused($"status {(int)reply.StatusCode}");
            return token;
        }

        using var json = JsonDocument.Parse(await reply.Content.ReadAsByteArrayAsync(cancellationToken));
        return json.RootElement.TryGetProperty("cache", out var next) ? next.GetString() : token;
    }

    /// <summary>Sends what comes along with a visit and is to be turned away.</summary>
    public async Task SendNoiseAsync(Visit visit, CancellationToken cancellationToken)
    {
        foreach (var noise in Noise.Beside(visit, writer))
        {
            var sender = visit.Visitor with { Browser = visit.Visitor.Browser with { UserAgent = noise.UserAgent } };
            using var request = Request(ServerOptions.SendPath, noise.Body, sender, noise.Origin);
            using var reply = await PostAsync(request, cancellationToken);
            tally.AddNoise();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private async Task NoteAsync(Visit visit, BatchReply outcome, CancellationToken cancellationToken)
    {
        foreach (var (_, fault) in outcome.Refused)
        {
            tally.AddRefused(fault.Text);
        }

        var known = (int)outcome.Counts.GetValueOrDefault(Duplicate);
        var stored = visit.Steps.Count - known - outcome.Refused.Count;
        tally.AddVisit(stored, known);
        if (stored > 0)
        {
            await SendNoiseAsync(visit, cancellationToken);
        }
    }

    private async Task<HttpResponseMessage> PostAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        try
        {
            return await _http.SendAsync(request, cancellationToken);
        }
        catch (TaskCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new CommandException($"The server did not answer within {_http.Timeout}: see its log, and run the command again; what is stored is recognised");
        }
    }

    private static HttpRequestMessage Request(string path, byte[] body, Visit visit) => Request(path, body, visit.Visitor, $"https://{visit.Site.Domain}");

    private static HttpRequestMessage Request(string path, byte[] body, Visitor visitor, string origin)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = Json;
        Add("User-Agent", visitor.Browser.UserAgent);
        Add("Origin", origin);
        Add("X-Forwarded-For", visitor.Address);
        Add("CF-IPCountry", visitor.Place.Country);
        Add("CF-Region-Code", visitor.Place.Region);
        Add("CF-IPCity", Uri.EscapeDataString(visitor.Place.City));
        return request;

        void Add(string name, string value) => request.Headers.TryAddWithoutValidation(name, value);
    }
}
