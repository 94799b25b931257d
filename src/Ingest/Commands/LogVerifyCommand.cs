using System.CommandLine;
using System.Globalization;
using Ingest.Log.Faster.Inspection;
using Spectre.Console;

namespace Ingest.Commands;

/// <summary><c>ingest log verify</c>: looks at every checksum of the log.</summary>
internal static class LogVerifyCommand
{
    /// <summary>What the command returns when the log is damaged.</summary>
    public const int ExitDamaged = 2;

    // More than a person reads; --json has all.
    private const int TableRowsMax = 100;

    public static Command Create()
    {
        var target = LogTarget.CreateOptions();
        var json = LogCommand.JsonOption();
        var command = new Command("verify", """
            Read everything that is committed, check every checksum, and name each damaged place. Exit code 0: whole; 2: damaged.

            Examples:
              ingest log verify
              ingest log verify --data /var/lib/ingest --json
            """)
        {
            target.Data, target.Path, json,
        };
        command.SetAction((parsed, cancellation) => CommandFailure.GuardAsync(() =>
        {
            var named = LogTarget.From(parsed, target);
            using var locked = named.Lock();
            var log = StoppedLog.Open(LogFiles.Read(named.LogPath));
            var found = LogProgress.Run("Verifying", log.BeginAddress, log.UntilAddress, reached => LogVerification.Run(log, reached, cancellation));
            Show(log, found, parsed.GetValue(json));
            return Task.FromResult(found.Damage.Count == 0 ? 0 : ExitDamaged);
        }));
        return command;
    }

    /// <summary>A table of damaged places.</summary>
    public static Table TableOf(IReadOnlyList<DamagedPlace> places)
    {
        var table = new Table().RoundedBorder().AddColumns("what", "address", "bytes", "file", "offset");
        foreach (var place in places.Take(TableRowsMax))
        {
            table.AddRow(
                Name(place.Kind), Number(place.Address), Number(place.End - place.Address), Markup.Escape(Path.GetFileName(place.File)), Number(place.Offset));
        }

        return places.Count > TableRowsMax ? table.Caption($"The first {TableRowsMax} of {places.Count}; --json has all.") : table;
    }

    private static void Show(StoppedLog log, LogVerification found, bool json)
    {
        if (json)
        {
            LogCommand.Print(new
            {
                log.BeginAddress,
                log.UntilAddress,
                found.Records,
                found.RecordBytes,
                found.Fillers,
                Damaged = found.Damage.Count,
                found.DamagedBytes,
                Places = found.Damage,
            });
            return;
        }

        if (found.Damage.Count > 0)
        {
            AnsiConsole.Write(TableOf(found.Damage));
        }

        AnsiConsole.MarkupLineInterpolated(CultureInfo.InvariantCulture, found.Damage.Count == 0
            ? (FormattableString)$"[green]Whole:[/] {found.Records} records, {LogProgress.Bytes(found.RecordBytes)}, all good; {found.Fillers} places given up earlier."
            : $"[red]Damaged:[/] {found.Damage.Count} places, {found.DamagedBytes} bytes; {found.Records} records are good. 'ingest log repair' keeps the good ones.");
    }

    private static string Name(LogEntryKind kind) => kind switch
    {
        LogEntryKind.DamagedRecord => "damaged record",
        LogEntryKind.DamagedFrame => "damaged frame",
        _ => "missing bytes",
    };

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);
}
