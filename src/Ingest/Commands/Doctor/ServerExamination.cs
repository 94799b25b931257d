using System.Globalization;
using System.Text.Json;
using Ingest.Core.Quarantine;
using Ingest.Settings;

namespace Ingest.Commands.Doctor;

/// <summary>How the running server is doing by its own account, and what was set aside.</summary>
internal static class ServerExamination
{
    // Above any healthy batch: its age, one delivery and a retry.
    private const double LateSeconds = 60;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>Asks <c>/health/ready</c>; no event is sent. Without a server, counts the quarantine on disk.</summary>
    public static async Task<IReadOnlyList<Finding>> LookAsync(Deployment deployment, CancellationToken cancellationToken)
    {
        if (deployment.Server is not { } server)
        {
            var killed = RunFile.Read(deployment.DataPath) is null ? "no server runs on this folder" : "no server runs on this folder; the last one was killed, and the next start takes up what it left";
            return [Finding.Ok("server", killed), Quarantine(new QuarantineStore(DataFolder.QuarantinePath(deployment.DataPath)).Counts.Values.Sum())];
        }

        using var http = new HttpClient { Timeout = Patience };
        try
        {
            using var reply = await http.GetAsync(new Uri(Reachable(server.Run.Collect), "/health/ready"), cancellationToken);
            using var ready = JsonDocument.Parse(await reply.Content.ReadAsStringAsync(cancellationToken));
            return [.. Ready(server, ready.RootElement), .. ready.RootElement.GetProperty("sinks").EnumerateArray().Select(Backlog), Quarantine(ready.RootElement.GetProperty("sinks").EnumerateArray().Sum(sink => sink.GetProperty("quarantined_records").GetInt64()))];
        }
        catch (Exception fault) when (fault is HttpRequestException or TaskCanceledException && !cancellationToken.IsCancellationRequested)
        {
            return [Finding.Fault("server", $"process {server.Run.ProcessId} does not answer at {server.Run.Collect}: {fault.Message}", "See its log; if it hangs, restart it: what it has answered 200 is on disk.")];
        }
    }

    // A server that listens on every address says so with one that is none.
    private static Uri Reachable(string address) => new(address.Replace("[::]", "127.0.0.1", StringComparison.Ordinal).Replace("0.0.0.0", "127.0.0.1", StringComparison.Ordinal));

    private static IEnumerable<Finding> Ready(RunningServer server, JsonElement root)
    {
        var faults = root.GetProperty("checks").EnumerateArray().Where(check => !check.GetProperty("ready").GetBoolean())
            .Select(check => Finding.Fault($"ready: {check.GetProperty("name").GetString()}", check.GetProperty("reason").GetString() ?? "no reason given", "What the reason says; docs/operating.md has every state."))
            .ToArray();
        return faults.Length > 0 ? faults : [Finding.Ok("server", $"process {server.Run.ProcessId} is ready at {server.Run.Collect}")];
    }

    private static Finding Backlog(JsonElement sink)
    {
        var (name, events, age) = ($"backlog {sink.GetProperty("name").GetString()}", sink.GetProperty("undelivered_events").GetInt64(), sink.GetProperty("oldest_undelivered_seconds").GetDouble());
        var error = sink.GetProperty("last_error").GetString();
        var measured = string.Create(CultureInfo.InvariantCulture, $"{events:N0} events wait, the oldest for {age:0.0} s{(sink.GetProperty("consecutive_failures").GetInt64() > 0 ? $"; last error: {error}" : "")}");
        return sink.GetProperty("consecutive_failures").GetInt64() > 0 || age > LateSeconds
            ? Finding.Warning(name, measured, "See ClickHouse above, and the server's log. The events are safe in the log, as long as the disk has room.")
            : Finding.Ok(name, measured);
    }

    private static Finding Quarantine(long records) => records == 0
        ? Finding.Ok("quarantine", "empty")
        : Finding.Warning("quarantine", string.Create(CultureInfo.InvariantCulture, $"{records:N0} records are set aside"), "'ingest quarantine list' says why; mend it, then 'ingest quarantine replay --all'.");
}
