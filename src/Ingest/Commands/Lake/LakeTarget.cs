using System.CommandLine;
using Ingest.Settings;
using Ingest.Sinks.Iceberg.Catalogs;
using Ingest.Sinks.Iceberg.Maintenance;
using OpenLake = Ingest.Sinks.Iceberg.Lake;

namespace Ingest.Commands.Lake;

/// <summary>Which tables a command of <c>ingest lake</c> works on: those of the lake that a data folder's settings name.</summary>
internal sealed class LakeTarget
{
    private readonly Option<string> _data = DataOption.Create();
    private readonly Option<string?> _table = new("--table") { Description = "One table (default: all)", HelpName = "NAME" };

    private LakeTarget()
    {
    }

    /// <summary>A fresh <c>--dry-run</c> option.</summary>
    public static Option<bool> DryRunOption() => new("--dry-run") { Description = "Change nothing, and say what would be done" };

    /// <summary>Adds the options that all commands share.</summary>
    public static LakeTarget AddTo(Command command)
    {
        var target = new LakeTarget();
        target._table.AcceptOnlyFromAmong([.. MaintainedTables.Names]);
        command.Add(target._data);
        command.Add(target._table);
        return target;
    }

    /// <summary>Works on each table that is meant and there, one after another.</summary>
    /// <returns>1 when a table that was named is missing, or one that the work returns; else 0.</returns>
    public async Task<int> ForEachAsync(ParseResult parsed, Func<OpenLake, LoadedTable, Task<int>> work, CancellationToken cancellationToken)
    {
        var data = parsed.GetValue(_data)!;
        var named = parsed.GetValue(_table);
        var options = IngestSettings.ReadLake(IngestSettings.Configure(new Dictionary<string, string?> { ["Server:DataPath"] = data }), data);
        await using var lake = await OpenLake.OpenAsync(options, TimeProvider.System, cancellationToken);
        var exitCode = 0;
        foreach (var name in MaintainedTables.Names.Where(name => named is null || name == named))
        {
            if (await MaintainedTables.LoadAsync(lake, name, cancellationToken) is { } table)
            {
                exitCode = Math.Max(exitCode, await work(lake, table));
            }
            else
            {
                await Console.Error.WriteLineAsync(
                    $"ingest: there is no table {options.Namespace}.{name} in the lake {lake.Storage.Root}: a server whose setting Sinks names 'iceberg' creates it when it first has events for it.");
                exitCode = Math.Max(exitCode, named is null ? 0 : 1);
            }
        }

        return exitCode;
    }
}
