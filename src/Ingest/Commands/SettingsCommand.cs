using System.CommandLine;
using Ingest.Settings;
using Ingest.Settings.Live;
using Spectre.Console;

namespace Ingest.Commands;

/// <summary><c>ingest settings list|set|unset</c>: the settings that change while the server runs, changed beside it or without one.</summary>
internal static class SettingsCommand
{
    /// <summary>The command.</summary>
    public static Command Create() => new("settings", "Show and change the settings that a running server follows, within seconds.")
    {
        CreateList(), CreateSet(), CreateUnset(),
    };

    private static Command CreateList()
    {
        var data = DataOption.Create();
        var command = new Command("list", """
            List the settings that change while the server runs, with value, default and source: as the server that runs has them, or as this shell does.

            Examples:
              ingest settings list
              ingest settings list --data /var/lib/ingest
            """)
        {
            data,
        };
        command.SetAction(parsed => CommandFailure.GuardAsync(() =>
        {
            var configuration = IngestSettings.Configure(Named(parsed.GetValue(data)!));
            Print(LiveKeys.List(configuration, IngestSettings.Read(configuration)));
            return Task.FromResult(0);
        }));
        return command;
    }

    private static Command CreateSet()
    {
        var pairs = new Argument<string[]>("settings") { Description = "KEY=VALUE, one or more", Arity = ArgumentArity.OneOrMore };
        var data = DataOption.Create();
        var command = new Command("set", """
            Set settings in settings.json of the data folder, all or none. A running server follows within two seconds.

            Examples:
              ingest settings set Batching:RowsMax=50000 Batching:AgeMax=00:00:05
              ingest settings set Logging:LogLevel:Default=Debug --data /var/lib/ingest
            """)
        {
            pairs, data,
        };
        command.SetAction((parsed, cancellation) => CommandFailure.GuardAsync(() =>
            ChangeAsync(parsed.GetValue(data)!, parsed.GetValue(pairs)!.Select(Split), cancellation)));
        return command;
    }

    private static Command CreateUnset()
    {
        var keys = new Argument<string[]>("keys") { Description = "KEY, one or more", Arity = ArgumentArity.OneOrMore };
        var data = DataOption.Create();
        var command = new Command("unset", """
            Take settings out of settings.json: what appsettings.json says, or the default, is in force again.

            Examples:
              ingest settings unset Batching:RowsMax
            """)
        {
            keys, data,
        };
        command.SetAction((parsed, cancellation) => CommandFailure.GuardAsync(() =>
            ChangeAsync(parsed.GetValue(data)!, parsed.GetValue(keys)!.Select(key => new KeyValuePair<string, string?>(key, null)), cancellation)));
        return command;
    }

    private static async Task<int> ChangeAsync(string dataPath, IEnumerable<KeyValuePair<string, string?>> pairs, CancellationToken cancellationToken)
    {
        var changes = SettingsChange.Check(pairs);
        if (!Directory.Exists(dataPath))
        {
            throw new CommandException($"There is no data folder {Path.GetFullPath(dataPath)}: name it with --data, or start the server once.");
        }

        var configuration = await SettingsFile.ChangeAsync(Named(dataPath), changes, TimeProvider.System, cancellationToken);
        Print(LiveKeys.List(configuration, IngestSettings.Read(configuration)).Where(setting => changes.ContainsKey(setting.Key)));
        return 0;
    }

    // With the variables and the command line of the server that runs there: what they fix cannot be set.
    private static Dictionary<string, string?> Named(string dataPath)
    {
        var data = Path.GetFullPath(dataPath);
        return new(RunningServer.Find(data)?.TakeOn() ?? []) { ["Server:DataPath"] = data };
    }


    private static KeyValuePair<string, string?> Split(string pair) => pair.Split('=', 2) is [var key, var value]
        ? new(key, value)
        : throw new CommandException($"'{pair}' is no KEY=VALUE: write for example Batching:RowsMax=50000. 'ingest settings unset' takes a setting back.");

    private static void Print(IEnumerable<LiveSetting> settings)
    {
        PlainConsole.Prepare();
        var table = new Table().RoundedBorder().AddColumns("setting", "value", "default", "source");
        foreach (var setting in settings)
        {
            var isChanged = setting.Text != setting.DefaultText;
            table.AddRow(
                Markup.Escape(setting.Key),
                isChanged ? $"[bold]{Markup.Escape(setting.Text)}[/]" : Markup.Escape(setting.Text),
                $"[dim]{Markup.Escape(setting.DefaultText)}[/]",
                Markup.Escape(setting.Source.IsFixed ? $"{setting.Source.Name} (fixed)" : setting.Source.Name));
        }

        AnsiConsole.Write(table);
    }
}
