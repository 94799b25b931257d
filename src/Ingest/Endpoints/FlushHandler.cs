using System.Globalization;
using Ingest.Access;
using Ingest.Core.Batching;

namespace Ingest.Endpoints;

/// <summary>Delivers now what waits for its batch to be full or old enough.</summary>
internal sealed class FlushHandler(SinkRoster sinks, TimeProvider time)
{
    private const int WaitSecondsMax = 3600;
    private const int WaitSecondsDefault = 60;

    /// <summary>
    /// POST /api/flush: closes the open batches of every sink, or of the one that <c>sink</c> names, and answers when everything that was committed
    /// before is delivered; after <c>wait</c> seconds at the latest, with 503.
    /// </summary>
    public async Task PostAsync(HttpContext http)
    {
        var name = http.Request.Query["sink"].ToString();
        var given = http.Request.Query["wait"].ToString();
        string[] flushed = [.. sinks.States.Select(state => state.Name).Where(sink => name.Length == 0 || sink == name)];
        if (!TryReadWait(given, out var wait))
        {
            await Problem.WriteAsync(http, StatusCodes.Status400BadRequest, $"wait is '{given}': give seconds from 1 to {WaitSecondsMax}.");
        }
        else if (flushed.Length == 0 && name.Length > 0)
        {
            await Problem.WriteAsync(http, StatusCodes.Status404NotFound, $"No sink '{name}' runs. There are: {string.Join(", ", sinks.States.Select(state => state.Name))}.");
        }
        else if (await FlushAsync(flushed, TimeSpan.FromSeconds(wait), http.RequestAborted))
        {
            await http.Response.WriteAsJsonAsync(new FlushReply(flushed), http.RequestAborted);
        }
        else
        {
            var errors = sinks.States.Where(state => flushed.Contains(state.Name) && state.UndeliveredEvents > 0)
                .Select(state => $"{state.Name} has {state.UndeliveredEvents} events to go{(state.LastError is null ? "" : $": {state.LastError}")}");
            await Problem.WriteAsync(
                http, StatusCodes.Status503ServiceUnavailable, $"Not everything was delivered within {wait} s. The log keeps it. {string.Join(" ", errors)}");
        }
    }

    private async Task<bool> FlushAsync(string[] names, TimeSpan wait, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(wait, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            var delivered = await Task.WhenAll(names.Select(name => sinks.FlushAsync(name, either.Token)));
            return delivered.All(isDelivered => isDelivered);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }

    private static bool TryReadWait(string text, out int seconds)
    {
        seconds = WaitSecondsDefault;
        return text.Length == 0
            || (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out seconds) && seconds is >= 1 and <= WaitSecondsMax);
    }
}

/// <summary>What <c>POST /api/flush</c> answers.</summary>
/// <param name="Sinks">The sinks that have everything that was committed before.</param>
internal sealed record FlushReply(IReadOnlyList<string> Sinks);
