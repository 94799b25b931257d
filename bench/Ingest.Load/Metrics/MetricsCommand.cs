using System.CommandLine;
using Ingest.Load.Compare;

namespace Ingest.Load.Metrics;

/// <summary><c>metrics</c>: how fast the figures of a large server are read while events arrive.</summary>
internal sealed class MetricsCommand
{
    private readonly Option<long> _events = Number("--events", "Events that the data folder is filled with", 100_000_000L);
    private readonly Option<int> _sites = Number("--sites", "Sites", 50);
    private readonly Option<int> _days = Number("--days", "Days that the events are of, yesterday the last", 365);
    private readonly Option<double> _rate = Number("--rate", "Events a second that arrive meanwhile; 0 for none", 5000.0);
    private readonly Option<int> _rounds = Number("--rounds", "How often each question is asked, each time of another site", 10);
    private readonly Option<string> _data = new("--data") { Description = "Data folder of the server: filled when it is new (8 GB of disk for the default), and kept for the next run", HelpName = "DIR", Required = true };
    private readonly Option<string> _ingest = At("--ingest", "The ingest.dll that is measured", "src/Ingest/bin/Release/net10.0/ingest.dll");
    private readonly Option<string> _results = At("--results", "Files of the report, without ending", "bench/results/metrics");

    /// <summary>The command.</summary>
    public static Command Create()
    {
        var options = new MetricsCommand();
        var command = new Command("metrics", """
            Fill a server with a year of events, and measure how fast its figures are read over HTTP while more arrive, and how soon an event counts.
            The first run takes an hour, most of it for filling and building; later ones on the same folder some minutes. Leave the machine alone meanwhile.

            Examples:
              metrics --data /var/tmp/metrics
              metrics --data /var/tmp/small --events 1000000 --sites 5 --days 30 --rate 500
            """)
        {
            options._events, options._sites, options._days, options._rate, options._rounds, options._data, options._ingest, options._results,
        };
        command.SetAction(options.RunAsync);
        return command;
    }

    private static Option<T> Number<T>(string name, string description, T value) => new(name) { Description = description, DefaultValueFactory = _ => value };

    private static Option<string> At(string name, string description, string value) => new(name) { Description = description, DefaultValueFactory = _ => value, HelpName = "PATH" };

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken stop)
    {
        var options = new MetricsOptions
        {
            Ingest = Path.GetFullPath(parsed.GetRequiredValue(_ingest)),
            DataPath = Path.GetFullPath(parsed.GetRequiredValue(_data)),
            Events = parsed.GetValue(_events),
            Sites = parsed.GetValue(_sites),
            Days = parsed.GetValue(_days),
            Rate = parsed.GetValue(_rate),
            Rounds = parsed.GetValue(_rounds),
            ResultsPath = parsed.GetRequiredValue(_results),
        };
        try
        {
            await new MetricsRun(options, [.. parsed.Tokens.Select(token => token.Value).Skip(1)], Console.Error, TimeProvider.System).RunAsync(stop);
            return 0;
        }
        catch (CompareException fault)
        {
            await Console.Error.WriteLineAsync(fault.Message);
            return 1;
        }
    }
}
