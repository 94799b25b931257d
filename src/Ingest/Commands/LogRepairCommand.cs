using System.CommandLine;
using System.Globalization;
using Ingest.Core.Batching;
using Ingest.Core.Intake.EventIds;
using Ingest.Log.Faster.Inspection;
using Ingest.Settings;
using Spectre.Console;

namespace Ingest.Commands;

/// <summary><c>ingest log repair</c>: makes a log whole that the server refuses, or that has damage in it.</summary>
internal static class LogRepairCommand
{
    public static Command Create()
    {
        var target = LogTarget.CreateOptions();
        var yes = new Option<bool>("--yes") { Description = "Do it; without, say what would be done" };
        var id = new Option<Guid?>("--log-id") { Description = "Identity of the log, when log.id is lost and the cursors do not tell it", HelpName = "UUID" };
        var page = new Option<int?>("--page-bytes") { Description = "Its page size, when log.id is lost (default: found out)", HelpName = "N" };
        var segment = new Option<long?>("--segment-bytes") { Description = "Its segment size, when log.id is lost (default: found out)", HelpName = "N" };
        var json = LogCommand.JsonOption();
        var command = new Command("repair", """
            Make a damaged log whole: every good record stays at its address, damaged bytes go to the quarantine (sink 'log'), missing segments
            are passed over, a lost commit file or log.id is rebuilt. Changes nothing without --yes.

            Examples:
              ingest log repair
              ingest log repair --yes
              ingest log repair --data /var/lib/ingest --log-id 0198c0de-0000-7000-8000-000000000001 --yes
            """)
        {
            target.Data, target.Path, yes, id, page, segment, json,
        };
        command.SetAction((parsed, cancellation) => CommandFailure.GuardAsync(() =>
        {
            var named = LogTarget.From(parsed, target);
            using var locked = named.Lock();
            var files = LogFiles.Read(named.LogPath);
            var known = new KnownIdentity(parsed.GetValue(id), parsed.GetValue(page), parsed.GetValue(segment));
            var repair = LogProgress.Run("Looking", 0, files.Segments.Sum(s => s.Bytes), reached => LogRepair.Plan(files, known, named.Cursors, reached, cancellation));
            var isDone = parsed.GetValue(yes) && !repair.IsWhole;
            if (isDone)
            {
                var keeper = new DamageKeeper(named.Quarantine, repair.Log.Identity.Id, TimeProvider.System);
                EventIdKeeper.Forget(DataFolder.EventIdPath(named.DataPath));
                LogProgress.Run("Mending", repair.Log.BeginAddress, repair.Log.UntilAddress, reached => Apply(repair, keeper, reached));
            }

            Show(repair, isDone, parsed.GetValue(json));
            return Task.FromResult(repair.IsWhole || isDone ? 0 : LogVerifyCommand.ExitDamaged);
        }));
        return command;
    }

    private static LogRepair Apply(LogRepair repair, DamageKeeper keeper, Action<long> reached)
    {
        repair.Apply(keeper, reached);
        return repair;
    }

    private static void Show(LogRepair repair, bool isDone, bool json)
    {
        var quarantined = repair.Found.Damage.Count(place => place.Kind != LogEntryKind.Missing);
        if (json)
        {
            LogCommand.Print(new
            {
                Done = isDone,
                repair.Log.Identity,
                IdentityRebuilt = repair.WritesIdentity,
                CommitsRebuilt = repair.WritesCommits,
                repair.Log.BeginAddress,
                repair.Log.UntilAddress,
                Kept = repair.Found.Records,
                KeptBytes = repair.Found.RecordBytes,
                Dropped = repair.Found.Damage.Count,
                DroppedBytes = repair.Found.DamagedBytes,
                Quarantined = quarantined,
                Places = repair.Found.Damage,
            });
            return;
        }

        if (repair.Found.Damage.Count > 0)
        {
            AnsiConsole.Write(LogVerifyCommand.TableOf(repair.Found.Damage));
        }

        AnsiConsole.Write(Summary(repair, quarantined));
        AnsiConsole.MarkupLine(repair.IsWhole ? "[green]The log is whole: there is nothing to do.[/]"
            : isDone ? "[green]Done.[/] Start the server; look at what was set aside with 'ingest quarantine list'."
            : "[yellow]Nothing was changed.[/] Copy the folder if you can, then run this again with --yes.");
    }

    private static Table Summary(LogRepair repair, int quarantined)
    {
        var (log, found) = (repair.Log, repair.Found);
        return new Table().RoundedBorder().AddColumns("", "")
            .AddRow("log.id", repair.WritesIdentity ? $"rebuilt: id {log.Identity.Id}, pages of {log.Identity.PageBytes}, segments of {log.Identity.SegmentBytes}" : "good")
            .AddRow("commits", repair.WritesCommits ? "rebuilt" : repair.Log.Files.Slots.All(slot => slot.IsGood) ? "good" : "one of two slots is damaged: the next start mends it")
            .AddRow("addresses", string.Create(CultureInfo.InvariantCulture, $"{log.BeginAddress} to {log.UntilAddress}"))
            .AddRow("kept", string.Create(CultureInfo.InvariantCulture, $"{found.Records} records, {LogProgress.Bytes(found.RecordBytes)}, each at its own address"))
            .AddRow("dropped", string.Create(CultureInfo.InvariantCulture, $"{found.Damage.Count} places, {LogProgress.Bytes(found.DamagedBytes)}"))
            .AddRow("quarantined", string.Create(CultureInfo.InvariantCulture, $"{quarantined} places; of the others there is nothing to keep"));
    }
}
