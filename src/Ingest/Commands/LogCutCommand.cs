using System.CommandLine;
using System.Globalization;
using Ingest.Core.Intake.EventIds;
using Ingest.Log.Faster.Inspection;
using Ingest.Settings;

namespace Ingest.Commands;

/// <summary><c>ingest log cut</c>: gives up the begin or the end of the log, after a copy.</summary>
internal static class LogCutCommand
{
    public static Command Create()
    {
        var target = LogTarget.CreateOptions();
        var before = new Option<long?>("--before") { Description = "Give up everything before this address", HelpName = "ADDRESS" };
        var after = new Option<long?>("--after") { Description = "Give up everything from this address on", HelpName = "ADDRESS" };
        var force = new Option<bool>("--force") { Description = "Also what a sink has not delivered" };
        var yes = new Option<bool>("--yes") { Description = "Do it; without, say what would be done" };
        var copy = new Option<string?>("--copy-to") { Description = "Folder for what is dropped (default: LOG/cut/TIME)", HelpName = "DIR" };
        var command = new Command("cut", """
            Give up the begin or the end of the log. What is dropped is copied first, into a folder that 'ingest log dump --path' reads.

            Examples:
              ingest log cut --before 1073741824
              ingest log cut --before 1073741824 --force --copy-to /mnt/other/cut --yes
              ingest log cut --after 2147483648 --force --yes
            """)
        {
            target.Data, target.Path, before, after, force, yes, copy,
        };
        command.SetAction(parsed => CommandFailure.GuardAsync(() =>
        {
            var named = LogTarget.From(parsed, target);
            using var locked = named.Lock();
            var log = StoppedLog.Open(LogFiles.Read(named.LogPath));
            var cut = (parsed.GetValue(before), parsed.GetValue(after)) switch
            {
                ({ } address, null) => LogCut.Before(log, address, named.Cursors),
                (null, { } address) => LogCut.After(log, address, named.Cursors),
                _ => throw new CommandException("Say what to give up: --before ADDRESS or --after ADDRESS ('ingest log info' shows where the sinks are)."),
            };
            return Task.FromResult(Run(cut, named, parsed.GetValue(force), parsed.GetValue(yes), parsed.GetValue(copy) ?? DefaultCopy(named)));
        }));
        return command;
    }

    private static string DefaultCopy(LogTarget target) =>
        Path.Combine(target.LogPath, "cut", TimeProvider.System.GetUtcNow().ToString("yyyyMMdd'T'HHmmssfff", CultureInfo.InvariantCulture));

    private static int Run(LogCut cut, LogTarget target, bool force, bool yes, string copyPath)
    {
        var text = string.Create(CultureInfo.InvariantCulture, $"{cut.Records} records, addresses {cut.BeginAddress} to {cut.EndAddress}");
        if (cut.EndAddress == cut.BeginAddress)
        {
            Console.WriteLine("There is nothing to give up.");
            return 0;
        }

        if (cut.Undelivered.Count > 0 && !force)
        {
            throw new CommandException(
                $"Not all of it is delivered ({text}): {string.Join(", ", cut.Undelivered.Select(sink => $"{sink.Sink} is at {sink.Address}"))}. "
                + "Say --force to give up what they have not delivered.");
        }

        if (!yes)
        {
            Console.WriteLine($"Would give up {text}{Lost(cut)}, after a copy to {copyPath}. Nothing was changed: say --yes to do it.");
            return 0;
        }

        if (Directory.Exists(copyPath))
        {
            throw new CommandException($"The folder {copyPath} exists already: name another with --copy-to.");
        }

        var full = Path.GetFullPath(copyPath);
        if (cut.Undelivered.Count > 0)
        {
            // Who sends again what is given up must not be told that it is stored.
            EventIdKeeper.Forget(DataFolder.EventIdPath(target.DataPath));
        }

        cut.Apply(full, target.CursorPath);
        Console.WriteLine($"Gave up {text}{Lost(cut)}. What was dropped is in {full}: ingest log dump --path {full}");
        return 0;
    }

    private static string Lost(LogCut cut) =>
        cut.Undelivered.Count == 0 ? ", delivered by every sink" : $", not all delivered by {string.Join(", ", cut.Undelivered.Select(sink => sink.Sink))}";
}
