using System.Text.Json;
using Ingest.Core.Diagnostics;
using Ingest.Core.Sinks;

namespace Ingest.Endpoints;

/// <summary>What operators and their tools ask: is it alive, is it ready, how is it doing.</summary>
internal sealed class OperationsHandler(Readiness readiness, PrometheusExporter metrics, Func<IReadOnlyList<SinkState>> sinks)
{
    private static readonly JsonWriterOptions Indented = new() { Indented = true };

    /// <summary>GET /health/live: 200 while the process answers.</summary>
    public static Task LiveAsync(HttpContext http) => http.Response.WriteAsync("live\n");

    /// <summary>GET /health/ready: 200 or 503, with every check and, for each sink, the age and the count of what it has not delivered.</summary>
    public async Task ReadyAsync(HttpContext http)
    {
        var checks = readiness.Evaluate();
        http.Response.StatusCode = checks.All(check => check.IsReady) ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable;
        http.Response.ContentType = "application/json";
        await using var json = new Utf8JsonWriter(http.Response.BodyWriter, Indented);
        json.WriteStartObject();
        json.WriteBoolean("ready", checks.All(check => check.IsReady));
        WriteChecks(json, checks);
        WriteSinks(json, sinks());
        json.WriteEndObject();
    }

    /// <summary>GET /metrics: Prometheus text format 0.0.4.</summary>
    public Task MetricsAsync(HttpContext http)
    {
        http.Response.ContentType = PrometheusExporter.ContentType;
        return http.Response.WriteAsync(metrics.Render(), http.RequestAborted);
    }

    private static void WriteChecks(Utf8JsonWriter json, IReadOnlyList<ReadinessCheck> checks)
    {
        json.WriteStartArray("checks");
        foreach (var check in checks)
        {
            json.WriteStartObject();
            json.WriteString("name", check.Name);
            json.WriteBoolean("ready", check.IsReady);
            json.WriteString("reason", check.Reason);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteSinks(Utf8JsonWriter json, IReadOnlyList<SinkState> states)
    {
        json.WriteStartArray("sinks");
        foreach (var state in states)
        {
            json.WriteStartObject();
            json.WriteString("name", state.Name);
            json.WriteNumber("undelivered_events", state.UndeliveredEvents);
            json.WriteNumber("oldest_undelivered_seconds", state.OldestUndeliveredAge.TotalSeconds);
            json.WriteNumber("consecutive_failures", state.ConsecutiveFailures);
            json.WriteString("last_error", state.LastError);
            json.WriteBoolean("isolating", state.IsIsolating);
            json.WriteNumber("quarantined_records", state.QuarantinedRecords);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
