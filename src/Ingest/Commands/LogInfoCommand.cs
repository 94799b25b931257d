using System.CommandLine;
using System.Globalization;
using Ingest.Log.Faster.Inspection;
using Spectre.Console;

namespace Ingest.Commands;

/// <summary><c>ingest log info</c>: what the log holds, and how far each sink is.</summary>
internal static class LogInfoCommand
{
    public static Command Create()
    {
        var target = LogTarget.CreateOptions();
        var json = LogCommand.JsonOption();
        var command = new Command("info", """
            Show identity, sizes, addresses, commit slots, records, and how far each sink is behind. Only reads: beside a running server as well,
            whose log may have moved on meanwhile.

            Examples:
              ingest log info
              ingest log info --path /mnt/rescue/log --json
            """)
        {
            target.Data, target.Path, json,
        };
        command.SetAction((parsed, cancellation) => CommandFailure.GuardAsync(() =>
        {
            var named = LogTarget.From(parsed, target);
            using var locked = named.TryLock();
            var files = LogFiles.Read(named.LogPath);
            var log = files.Identity is not null && files.Latest is not null ? StoppedLog.Open(files) : null;
            var summary = log is null ? null : LogProgress.Run(
                "Reading", log.BeginAddress, log.UntilAddress, reached => LogSummary.Make(log, named.Cursors, reached, cancellation));
            if (parsed.GetValue(json))
            {
                Print(files, log, summary, isRunning: locked is null);
            }
            else
            {
                Show(files, log, summary, isRunning: locked is null);
            }

            return Task.FromResult(0);
        }));
        return command;
    }

    private static void Print(LogFiles files, StoppedLog? log, LogSummary? summary, bool isRunning) => LogCommand.Print(new
    {
        files.Path,
        IsRunning = isRunning,
        files.Identity,
        files.IdentityFault,
        log?.BeginAddress,
        log?.UntilAddress,
        files.Slots,
        files.Segments,
        BytesOnDisk = files.Segments.Sum(segment => segment.Bytes),
        summary?.Records,
        summary?.RecordBytes,
        summary?.Damaged,
        summary?.Oldest,
        summary?.Newest,
        summary?.Sinks,
    });

    private static void Show(LogFiles files, StoppedLog? log, LogSummary? summary, bool isRunning)
    {
        var now = TimeProvider.System.GetUtcNow();
        var table = new Table().RoundedBorder().AddColumns("", "").HideHeaders()
            .AddRow("folder", Markup.Escape(files.Path))
            .AddRow("log.id", files.Identity is { } identity
                ? Text($"{identity.Id}, pages of {LogProgress.Bytes(identity.PageBytes)}, segments of {LogProgress.Bytes(identity.SegmentBytes)}")
                : $"[red]{files.IdentityFault}[/]")
            .AddRow("commits", files.Slots.Count == 0 ? "[red]missing[/]" : string.Join('\n', files.Slots.Select(SlotText)))
            .AddRow("segments", Text($"{files.Segments.Count}, {LogProgress.Bytes(files.Segments.Sum(segment => segment.Bytes))}"));
        if (log is not null && summary is not null)
        {
            table.AddRow("addresses", Text($"{log.BeginAddress} to {log.UntilAddress}, {LogProgress.Bytes(log.UntilAddress - log.BeginAddress)}"))
                .AddRow("records", Text($"{summary.Records}, {LogProgress.Bytes(summary.RecordBytes)}"))
                .AddRow("oldest", LogProgress.Time(summary.Oldest?.ReceivedAt, now))
                .AddRow("newest", LogProgress.Time(summary.Newest?.ReceivedAt, now))
                .AddRow("damaged", summary.Damaged == 0 ? "none" : Text($"[red]{summary.Damaged} places[/]; see 'ingest log verify'"));
        }

        AnsiConsole.Write(table);
        ShowSinks(summary);
        AnsiConsole.MarkupLine(isRunning ? "[yellow]A server is running on this log: it may have moved on meanwhile.[/]"
            : log is null ? "[red]The server does not start on this log.[/] 'ingest log repair' says what it can do." : "No server is running on this log.");
    }

    private static void ShowSinks(LogSummary? summary)
    {
        if (summary is { Sinks.Count: > 0 })
        {
            var table = new Table().RoundedBorder().AddColumns("sink", "cursor", "pending until", "records behind", "bytes behind");
            foreach (var (cursor, records, bytes) in summary.Sinks)
            {
                table.AddRow(
                    Markup.Escape(cursor.Sink), cursor.Fault is null ? Text($"{cursor.Address}") : "[red]unreadable[/]",
                    cursor.PendingEnd == 0 ? "-" : Text($"{cursor.PendingEnd}"), Text($"{records}"), LogProgress.Bytes(bytes));
            }

            AnsiConsole.Write(table);
        }
    }

    private static string SlotText(CommitState slot, int index) => slot.IsGood
        ? Text($"slot {index}: number {slot.Number}, {slot.BeginAddress} to {slot.UntilAddress}")
        : Text($"slot {index}: [red]damaged[/]");

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
