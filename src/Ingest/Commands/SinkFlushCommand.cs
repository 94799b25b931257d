using System.CommandLine;
using System.Net.Http.Headers;
using System.Text.Json;

namespace Ingest.Commands;

/// <summary><c>ingest sink flush</c>: has a running server deliver what waits for its batch.</summary>
internal static class SinkFlushCommand
{
    private const int WaitSecondsMax = 3600;

    // The server gives up by itself; a connection that hangs beyond that is given up here.
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(10);

    /// <summary>The command.</summary>
    public static Command Create()
    {
        var name = new Argument<string?>("name") { Description = "Name of the sink (default: all of them)", Arity = ArgumentArity.ZeroOrOne };
        var wait = new Option<int>("--wait") { Description = $"Seconds to wait until everything is delivered, 1 to {WaitSecondsMax}", DefaultValueFactory = _ => 60 };
        var key = new Option<string?>("--key")
        {
            Description = "Admin key (default: the variable INGEST_KEY)",
            DefaultValueFactory = _ => Environment.GetEnvironmentVariable("INGEST_KEY"),
        };
        var url = EndpointOption.Create("Address of the server (default: that of the server running on the data folder)", "--url", "http://127.0.0.1:8080");
        var data = DataOption.Create();
        var command = new Command("flush", """
            Have a running server close its open batches now, and wait until everything that it had taken before is delivered.

            Examples:
              INGEST_KEY=ingest_… ingest sink flush
              ingest sink flush iceberg --wait 300 --key ingest_…
            """)
        {
            name, wait, key, url, data,
        };
        command.SetAction((parsed, cancellation) => CommandFailure.GuardAsync(() => FlushAsync(
            new ServerAddress(parsed.GetValue(url), parsed.GetValue(data)!),
            parsed.GetValue(name),
            parsed.GetValue(wait) is >= 1 and <= WaitSecondsMax and var seconds ? seconds : throw new CommandException($"--wait has to be between 1 and {WaitSecondsMax}"),
            parsed.GetValue(key) ?? throw new CommandException("Say who you are: --key, or the variable INGEST_KEY. 'ingest key create' makes an admin key."),
            cancellation)));
        return command;
    }

    private static async Task<int> FlushAsync(ServerAddress server, string? sink, int wait, string key, CancellationToken cancellationToken)
    {
        var query = sink is null ? "" : $"&sink={Uri.EscapeDataString(sink)}";
        using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(wait) + Grace };
        using var request = new HttpRequestMessage(HttpMethod.Post, server.Require(FormattableString.Invariant($"/api/flush?wait={wait}{query}")));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        using var reply = await http.SendAsync(request, cancellationToken);
        var body = await reply.Content.ReadAsStringAsync(cancellationToken);
        if (!reply.IsSuccessStatusCode)
        {
            throw new CommandException(DetailOf(body) ?? FormattableString.Invariant($"The server answered {(int)reply.StatusCode}."));
        }

        using var json = JsonDocument.Parse(body);
        Console.WriteLine($"Delivered: {string.Join(", ", json.RootElement.GetProperty("sinks").EnumerateArray().Select(name => name.GetString()))}.");
        return 0;
    }

    private static string? DetailOf(string body)
    {
        try
        {
            using var problem = JsonDocument.Parse(body);
            return problem.RootElement.TryGetProperty("detail", out var detail) ? detail.GetString() : null;
        }
        catch (JsonException)
        {
            // Not this server, but something before it.
            return null;
        }
    }
}
