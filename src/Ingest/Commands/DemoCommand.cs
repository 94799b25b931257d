using System.CommandLine;
using System.Globalization;
using Ingest.Commands.Demo;
using Ingest.Core.Threads;
using Ingest.Hosting;
using Ingest.Settings;

namespace Ingest.Commands;

/// <summary><c>ingest demo</c>: the server with generated traffic, for whoever wants to see something.</summary>
internal static class DemoCommand
{
    private const string DefaultFolder = "data-demo";
    private const int DaysMax = 400;
    private const int VisitsMax = 20_000;
    private const int PortMax = 65_535;
    private const int InterruptedExitCode = 130;

    /// <summary>The command.</summary>
    public static Command Create()
    {
        var data = new Option<string?>("--data") { Description = $"Data folder, created if need be (default ./{DefaultFolder})", HelpName = "DIR" };
        var port = new Option<int>("--port") { Description = "Port to listen on, on loopback; 0 takes a free one", HelpName = "PORT", DefaultValueFactory = _ => 8080 };
        var clickHousePort = new Option<int>("--clickhouse-port") { Description = "Port of the embedded ClickHouse on loopback; 0 takes a free one", HelpName = "PORT", DefaultValueFactory = _ => 8123 };
        var days = new Option<int>("--days") { Description = $"Days of history, 0 to {DaysMax}", HelpName = "N", DefaultValueFactory = _ => 30 };
        var visits = new Option<int>("--visits-per-day") { Description = $"Visits a day now, both sites together, 1 to {VisitsMax}; earlier days have fewer", HelpName = "N", DefaultValueFactory = _ => 400 };
        var seed = new Option<ulong>("--seed") { Description = "Another seed makes other visits, which are added", HelpName = "N", DefaultValueFactory = _ => 1 };
        var noLive = new Option<bool>("--no-live") { Description = "Send the history alone, and go on serving" };
        var exit = new Option<bool>("--exit") { Description = "Send the history alone, and stop" };
        var command = new Command("demo", """
            Run the server with generated visits to two sites, a shop and a blog: some weeks of history, then live traffic until Ctrl+C.
            Run again on the same folder, it sends what has been missing since.

            Examples:
              ingest demo
              ingest demo --days 90 --visits-per-day 1000
              ingest demo --data other --port 0 --clickhouse-port 0 --exit
            """)
        {
            data, port, clickHousePort, days, visits, seed, noLive, exit,
        };
        command.SetAction((parsed, stop) => CommandFailure.GuardAsync(async () =>
        {
            var options = new DemoOptions(
                Within("--days", parsed.GetValue(days), 0, DaysMax),
                Within("--visits-per-day", parsed.GetValue(visits), 1, VisitsMax),
                parsed.GetValue(seed),
                !parsed.GetValue(noLive),
                parsed.GetValue(exit));
            var named = DemoSettings.Name(
                parsed.GetValue(data) ?? DefaultFolder, Within("--port", parsed.GetValue(port), 0, PortMax), Within("--clickhouse-port", parsed.GetValue(clickHousePort), 0, PortMax));
            return await RunAsync(named, options, stop);
        }));
        return command;
    }

    private static async Task<int> RunAsync(Dictionary<string, string?> named, DemoOptions options, CancellationToken stop)
    {
        var settings = IngestSettings.Read(IngestSettings.Configure(named));
        DemoSettings.RequireOwn(settings);
        SocketThreads.LetGoOn();
        var demonstration = new DemoOccupation(options, settings.Server.DataPath, TimeProvider.System);
        await new IngestHost(named, settings, demonstration, TimeProvider.System).RunAsync(stop);
        return demonstration.HasHistory ? 0 : InterruptedExitCode;
    }

    private static int Within(string option, int value, int min, int max) => value >= min && value <= max
        ? value
        : throw new CommandException(string.Create(CultureInfo.InvariantCulture, $"{option} is {value}: choose {min} to {max}"));
}
