using System.Net;
using System.Net.Http.Headers;

namespace Ingest.Commands.Import;

/// <summary>Sends batches until each message of them is stored or refused. A server that is away, overloaded or restarted is waited for.</summary>
/// <remarks>Thread-safe. Sending again is safe because every message has an event id.</remarks>
internal sealed class ImportClient : IDisposable
{
    private const double Jitter = 0.2;

    private static readonly TimeSpan DelayMin = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan DelayMax = TimeSpan.FromSeconds(5);
    private static readonly MediaTypeHeaderValue Json = new("application/json");

    private readonly HttpClient _http = new();
    private readonly ServerAddress _server;
    private readonly TimeSpan _waitMax;
    private readonly ImportReport _report;
    private readonly TimeProvider _time;

    /// <summary>Sends to a server, with a key when there is one.</summary>
    public ImportClient(ServerAddress server, string? key, TimeSpan waitMax, ImportReport report, TimeProvider time)
    {
        (_server, _waitMax, _report, _time) = (server, waitMax, report, time);
        _http.DefaultRequestHeaders.Authorization = key is null ? null : new AuthenticationHeaderValue("Bearer", key);
    }

    /// <summary>Sends a batch, and what of it was postponed.</summary>
    /// <exception cref="CommandException">The server is no ingest server, or stayed away for too long.</exception>
    public async Task SendAsync(IReadOnlyList<ImportItem> items, CancellationToken cancellationToken)
    {
        var begun = _time.GetTimestamp();
        for (var delay = DelayMin; items.Count > 0; delay = Min(delay * 2, DelayMax))
        {
            var (left, fault) = await TrySendAsync(items, cancellationToken);
            delay = left.Count < items.Count ? DelayMin : delay;
            begun = left.Count < items.Count ? _time.GetTimestamp() : begun;
            items = left;
            if (items.Count > 0 && _time.GetElapsedTime(begun) > _waitMax)
            {
                throw new CommandException($"The server could not take the batch of line {items[0].Line.Number} within {_waitMax}: {fault}. Run the import again: what is stored is recognised");
            }

            if (items.Count > 0)
            {
                await Task.Delay(delay * (1 - (Jitter * Random.Shared.NextDouble())), _time, cancellationToken);
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    // What is left to be sent again, and why.
    private async Task<(IReadOnlyList<ImportItem> Left, string Fault)> TrySendAsync(IReadOnlyList<ImportItem> items, CancellationToken cancellationToken)
    {
        if (_server.Batch is not { } address)
        {
            return (items, "no server runs on the data folder");
        }

        try
        {
            using var content = new ByteArrayContent(Body(items));
            content.Headers.ContentType = Json;
            using var reply = await _http.PostAsync(address, content, cancellationToken);
            return await ReadAsync(reply, items, cancellationToken);
        }
        catch (Exception away) when (away is HttpRequestException or IOException || (away is TaskCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return (items, away.Message);
        }
    }

    private async Task<(IReadOnlyList<ImportItem> Left, string Fault)> ReadAsync(
        HttpResponseMessage reply, IReadOnlyList<ImportItem> items, CancellationToken cancellationToken)
    {
        if (reply.StatusCode == HttpStatusCode.OK)
        {
            var outcome = await BatchReply.ReadAsync(reply, cancellationToken);
            _report.Add(items, outcome);
            return ([.. outcome.Postponed.Select(index => items[index])], "the server postponed it");
        }

        if (reply.StatusCode == HttpStatusCode.RequestEntityTooLarge)
        {
            await SplitAsync(items, cancellationToken);
            return ([], "");
        }

        if (reply.StatusCode == HttpStatusCode.Unauthorized)
        {
            throw new CommandException("The server does not know the key, or it was revoked: see 'ingest key list', and give another with --key or INGEST_KEY");
        }

        return reply.StatusCode is HttpStatusCode.TooManyRequests or >= HttpStatusCode.InternalServerError
            ? (items, $"it answered {(int)reply.StatusCode}")
            : throw new CommandException($"{reply.RequestMessage!.RequestUri} answered {(int)reply.StatusCode}: is it an ingest server?");
    }

    // The server takes less at once than usual: its settings say how much.
    private async Task SplitAsync(IReadOnlyList<ImportItem> items, CancellationToken cancellationToken)
    {
        if (items.Count == 1)
        {
            _report.Refuse(items[0].Line, new ImportFault("too-large", "the server takes no message of this size"));
            return;
        }

        var half = items.Count / 2;
        await SendAsync([.. items.Take(half)], cancellationToken);
        await SendAsync([.. items.Skip(half)], cancellationToken);
    }

    private static byte[] Body(IReadOnlyList<ImportItem> items)
    {
        var body = new byte[1 + items.Sum(item => item.Message.Length + 1)];
        var at = 0;
        foreach (var item in items)
        {
            body[at++] = at == 1 ? (byte)'[' : (byte)',';
            item.Message.CopyTo(body, at);
            at += item.Message.Length;
        }

        body[at] = (byte)']';
        return body;
    }

    private static TimeSpan Min(TimeSpan one, TimeSpan other) => one < other ? one : other;
}
