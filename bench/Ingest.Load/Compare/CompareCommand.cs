using System.CommandLine;
using Ingest.Load.Compare.Reports;
using Ingest.Load.Compare.Scenarios;
using Ingest.Load.Compare.Servers;
using Spectre.Console;

namespace Ingest.Load.Compare;

/// <summary><c>compare</c>: every bar of the project, measured against a bare Kestrel endpoint in one run.</summary>
internal sealed class CompareCommand
{
    private const string BuildFolder = "bin/Release/net10.0";

    private readonly Option<bool> _list = new("--list") { Description = "Say which scenarios there are, and measure nothing" };
    private readonly Option<string[]> _only = new("--only") { Description = "Measure these scenarios alone", HelpName = "NAME", AllowMultipleArgumentsPerToken = true };
    private readonly Option<int> _rounds = Number("--rounds", "Alternating rounds of a scenario", 5);
    private readonly Option<int> _seconds = Number("--seconds", "Measured seconds of a round, for each server", 5);
    private readonly Option<int> _sinkSeconds = Number("--sink-seconds", "Seconds for which a backlog must not grow", 60);
    private readonly Option<int> _connections = Number("--connections", "Connections", 256);
    private readonly Option<int> _many = Number("--many-connections", "Connections where many are meant", 10_000);
    private readonly Option<long> _drain = new("--drain-events") { Description = "Events of the backlog that is drained", DefaultValueFactory = _ => 3_000_000 };
    private readonly Option<long> _size = new("--size-events") { Description = "Events whose bytes on disk are measured", DefaultValueFactory = _ => 600_000 };
    private readonly Option<double> _log = new("--log-gigabytes") { Description = "Size of the large log; the bar means 50", DefaultValueFactory = _ => 1 };
    private readonly Option<string[]> _settings = new("--setting") { Description = "A setting of every ingest serve, for example Log:PageBytes=8388608", HelpName = "KEY=VALUE" };
    private readonly Option<string?> _against = new("--against") { Description = "Another build's ingest.dll, raced too", HelpName = "FILE" };
    private readonly Option<string> _ingest = At("--ingest", "The ingest.dll that is measured", $"src/Ingest/{BuildFolder}/ingest.dll");
    private readonly Option<string> _bare = At("--bare", "The ingest-bare.dll that it is measured against", $"bench/Ingest.Bare/{BuildFolder}/ingest-bare.dll");
    private readonly Option<string> _work = At("--work", "Folder of the servers' data, removed at the end; its disk is measured", Path.GetTempPath());
    private readonly Option<string> _results = At("--results", "Files of the report, without ending", "bench/results/compare");

    /// <summary>The command.</summary>
    public static Command Create()
    {
        var options = new CompareCommand();
        var command = new Command("compare", """
            Start servers and measure every bar against a bare Kestrel endpoint, in alternating rounds. 25 to 30 minutes; leave the machine alone meanwhile.

            Examples:
              compare
              compare --only single batch --rounds 3
              compare --only single --against ../before/src/Ingest/bin/Release/net10.0/ingest.dll
              compare --only log-size --log-gigabytes 50
            """)
        {
            options._list, options._only, options._rounds, options._seconds, options._sinkSeconds, options._connections, options._many, options._drain,
            options._size, options._log, options._settings, options._against, options._ingest, options._bare, options._work, options._results,
        };
        command.SetAction(options.RunAsync);
        return command;
    }

    /// <summary>The options as the command line has them.</summary>
    /// <exception cref="CompareException">A setting is no <c>KEY=VALUE</c>.</exception>
    public CompareOptions Read(ParseResult parsed) => new()
    {
        Builds = new ServerBuilds(Path.GetFullPath(parsed.GetRequiredValue(_ingest)), Path.GetFullPath(parsed.GetRequiredValue(_bare))),
        Against = parsed.GetValue(_against) is { } against ? Path.GetFullPath(against) : null,
        Only = parsed.GetValue(_only) ?? [],
        Rounds = parsed.GetValue(_rounds),
        Seconds = parsed.GetValue(_seconds),
        SinkSeconds = parsed.GetValue(_sinkSeconds),
        Connections = parsed.GetValue(_connections),
        ManyConnections = parsed.GetValue(_many),
        DrainEvents = parsed.GetValue(_drain),
        SizeEvents = parsed.GetValue(_size),
        LogGigabytes = parsed.GetValue(_log),
        Settings = (parsed.GetValue(_settings) ?? []).Select(Setting).ToDictionary(),
        WorkPath = parsed.GetRequiredValue(_work),
        ResultsPath = parsed.GetRequiredValue(_results),
    };

    private static KeyValuePair<string, string> Setting(string text) =>
        text.Split('=', 2) is [{ Length: > 0 } key, var value] ? new(key, value) : throw new CompareException($"--setting {text} is no KEY=VALUE, as Log:Durability=Memory is.");

    private static Option<int> Number(string name, string description, int value) => new(name) { Description = description, DefaultValueFactory = _ => value };

    private static Option<string> At(string name, string description, string value) => new(name) { Description = description, DefaultValueFactory = _ => value, HelpName = "PATH" };

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken stop)
    {
        if (parsed.GetValue(_list))
        {
            List();
            return 0;
        }

        try
        {
            var run = new CompareRun(Read(parsed), [.. parsed.Tokens.Select(token => token.Value).Skip(1)], TimeProvider.System);
            var report = await run.RunAsync(new CompareProgress(Console.Error, !Console.IsErrorRedirected, TimeProvider.System), stop);
            ConsoleTable.Print(report, AnsiConsole.Console);
            return report.IsComplete && !stop.IsCancellationRequested ? 0 : 1;
        }
        catch (CompareException fault)
        {
            await Console.Error.WriteLineAsync(fault.Message);
            return 1;
        }
    }

    private static void List()
    {
        var table = new Table().RoundedBorder().AddColumns("scenario", "what", "bars", "about");
        foreach (var scenario in ScenarioTable.All)
        {
            var estimate = scenario.Estimate(new CompareOptions { Builds = new ServerBuilds("", "") });
            table.AddRow([.. ((string[])[scenario.Name, scenario.What, string.Join(", ", scenario.Bars.Select(bar => bar.Name)), FigureText.Of(estimate)]).Select(Markup.Escape)]);
        }

        ConsoleTable.Widen(AnsiConsole.Console);
        AnsiConsole.Write(table);
    }
}
