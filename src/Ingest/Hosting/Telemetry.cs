using Ingest.Core.Diagnostics;
using Ingest.Settings;
using Ingest.Settings.Live;
using Microsoft.Extensions.Logging.Console;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;

namespace Ingest.Hosting;

/// <summary>Logs to standard error, and metrics by OTLP when an endpoint is named.</summary>
internal static class Telemetry
{
    /// <summary>Loggers as the options say, whose levels may change; standard output stays free for what a person asked for.</summary>
    public static ILoggerFactory CreateLoggers(ServerOptions options, LogLevels levels) => LoggerFactory.Create(builder =>
    {
        // First, so that the settings outweigh it. Any level at all makes the host start an activity and a scope for each request: 800 bytes.
        builder.AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.None);
        builder.AddConfiguration(levels.Configuration);
        builder.AddFilter("Microsoft.AspNetCore", LogLevel.Warning).AddFilter("Microsoft.Hosting", LogLevel.Warning);

        // A start that fails is told in one line by the command.
        builder.AddFilter("Microsoft.Extensions.Hosting", LogLevel.Critical);
        builder.Services.Configure<ConsoleLoggerOptions>(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
        _ = options.LogFormat == "json" ? builder.AddJsonConsole(json => Stamp(json)) : builder.AddSimpleConsole(simple => Stamp(simple).SingleLine = true);
    });

    /// <summary>Exports the meter by OTLP over gRPC; null when no endpoint is configured.</summary>
    public static MeterProvider? ExportMetrics(ServerOptions options) =>
        options.OtlpEndpoint.Length == 0
            ? null
            : Sdk.CreateMeterProviderBuilder()
                .AddMeter(IngestMeter.Name)
                .AddOtlpExporter(exporter =>
                {
                    exporter.Endpoint = new Uri(options.OtlpEndpoint);
                    exporter.Protocol = OtlpExportProtocol.Grpc;
                })
                .Build();

    private static T Stamp<T>(T formatter)
        where T : ConsoleFormatterOptions
    {
        (formatter.UseUtcTimestamp, formatter.TimestampFormat) = (true, "yyyy-MM-dd HH:mm:ss.fff'Z' ");
        return formatter;
    }
}
