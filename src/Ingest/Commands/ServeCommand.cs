using System.CommandLine;
using System.Globalization;
using Ingest.Core.Threads;
using Ingest.Endpoints.Admin;
using Ingest.Hosting;
using Ingest.Settings;

namespace Ingest.Commands;

/// <summary><c>ingest serve</c>, the default: the server.</summary>
internal static class ServeCommand
{
    /// <summary>The command.</summary>
    public static Command Create()
    {
        var data = new Option<string?>("--data") { Description = "Data folder, created if need be (default ./data)", HelpName = "DIR" };
        var urls = new Option<string?>("--urls") { Description = "Addresses to listen on (default http://127.0.0.1:8080); port 0 takes a free one", HelpName = "URL" };
        var port = new Option<int?>("--clickhouse-port") { Description = "Port of the embedded ClickHouse on loopback (default 8123); 0 takes a free one", HelpName = "PORT" };
        var command = new Command("serve", """
            Run the server: the collecting endpoints, the log, and ClickHouse unless ClickHouse:Endpoint names a server.

            Examples:
              ingest serve
              ingest serve --data /var/lib/ingest --urls http://0.0.0.0:8080
              INGEST__ClickHouse__Endpoint=http://clickhouse:8123 ingest serve
            """)
        {
            data, urls, port,
        };
        command.SetAction((parsed, stop) => CommandFailure.GuardAsync(async () =>
        {
            var named = new Dictionary<string, string?>();
            Name(named, "Server:DataPath", parsed.GetValue(data));
            Name(named, "Server:Urls", parsed.GetValue(urls));
            Name(named, "Server:ClickHousePort", parsed.GetValue(port)?.ToString(CultureInfo.InvariantCulture));
            SocketThreads.LetGoOn();
            var settings = IngestSettings.Read(IngestSettings.Configure(named));
            await new IngestHost(named, settings, new ServeOccupation(new PublicAddress(settings.Server)), TimeProvider.System).RunAsync(stop);
            return 0;
        }));
        return command;
    }

    private static void Name(Dictionary<string, string?> settings, string key, string? value)
    {
        if (value is not null)
        {
            settings[key] = value;
        }
    }
}
