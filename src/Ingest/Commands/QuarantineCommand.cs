using System.CommandLine;
using Ingest.Core.Batching;
using Ingest.Core.Log.Records;
using Ingest.Core.Quarantine;
using Ingest.Settings;
using Spectre.Console;

namespace Ingest.Commands;

/// <summary><c>ingest quarantine list|show|replay|discard</c>: what was set aside, beside a running server or without one.</summary>
internal static class QuarantineCommand
{
    // As much of an error as a line of a terminal takes; 'show' has all of it.
    private const int ErrorCharsMax = 120;

    /// <summary>The command.</summary>
    public static Command Create() => new("quarantine", """
        Look through the records that a sink has refused and the bytes of the log that could not be read; deliver them again, or give them up.

        Examples:
          ingest quarantine list
          ingest quarantine show clickhouse/4096-0f3a9b2c
          ingest quarantine replay --all
          ingest quarantine discard clickhouse/4096-0f3a9b2c --yes
        """)
    {
        CreateList(), CreateShow(), CreateReplay(), CreateDiscard(),
    };

    private static Command CreateList()
    {
        var data = DataOption.Create();
        var command = new Command("list", "List what was set aside, oldest first for each sink.") { data };
        command.SetAction(parsed => CommandFailure.GuardAsync(() =>
        {
            var store = Open(parsed.GetValue(data)!);

            // An id is there to be copied.
            var table = new Table().RoundedBorder().AddColumn(new TableColumn("id").NoWrap()).AddColumns("reason", "set aside", "bytes", "error");
            foreach (var item in store.List())
            {
                var entry = item.Entry;
                table.AddRow($"{item.Id}", entry is null ? "unreadable" : $"{entry.Reason}", $"{entry?.SetAsideAt:u}", $"{item.FileBytes}", Markup.Escape(Shorten(entry?.Error ?? item.Fault ?? "")));
            }

            foreach (var id in store.Replay.Requested())
            {
                table.AddRow($"{id}", "replay", "", "", "waits until a running server has taken it up");
            }

            AnsiConsole.Write(table);
            return Task.FromResult(0);
        }));
        return command;
    }

    private static Command CreateShow()
    {
        var id = new Argument<string>("id") { Description = "Id of the entry, as 'list' shows it" };
        var data = DataOption.Create();
        var command = new Command("show", """
            Show an entry as JSON: why it was set aside, and the event; its bytes where they are no event.

            Examples:
              ingest quarantine show clickhouse/4096-0f3a9b2c
            """)
        {
            id, data,
        };
        command.SetAction(parsed => CommandFailure.GuardAsync(() =>
        {
            var named = Parse(parsed.GetValue(id)!);
            Console.WriteLine(QuarantineJson.Render(Open(parsed.GetValue(data)!).Find(named) ?? throw Missing(named)));
            return Task.FromResult(0);
        }));
        return command;
    }

    private static Command CreateReplay()
    {
        var (ids, all, data) = (IdsArgument(), new Option<bool>("--all") { Description = "Every record that a sink has refused" }, DataOption.Create());
        var command = new Command("replay", """
            Deliver records again, to every sink: a running server takes them up within a second, a stopped one at its next start. A sink that has an
            event already shows it once. Mend what the error says first, or the records come back.

            Examples:
              ingest quarantine replay clickhouse/4096-0f3a9b2c
              ingest quarantine replay --all
            """)
        {
            ids, all, data,
        };
        command.SetAction(parsed => CommandFailure.GuardAsync(() =>
        {
            var store = Open(parsed.GetValue(data)!);
            var chosen = Choose(store, parsed.GetValue(ids)!, parsed.GetValue(all), item => item.Entry?.Reason == QuarantineReason.Refused);
            return Task.FromResult(Replay(store, chosen));
        }));
        return command;
    }

    private static Command CreateDiscard()
    {
        var (ids, all, data) = (IdsArgument(), new Option<bool>("--all") { Description = "Everything" }, DataOption.Create());
        var yes = new Option<bool>("--yes") { Description = "Give them up for good" };
        var command = new Command("discard", """
            Give entries up for good.

            Examples:
              ingest quarantine discard clickhouse/4096-0f3a9b2c --yes
              ingest quarantine discard --all --yes
            """)
        {
            ids, all, yes, data,
        };
        command.SetAction(parsed => CommandFailure.GuardAsync(() =>
        {
            var store = Open(parsed.GetValue(data)!);
            var chosen = Choose(store, parsed.GetValue(ids)!, parsed.GetValue(all), _ => true);
            if (!parsed.GetValue(yes))
            {
                throw new CommandException($"{chosen.Count} entries would be given up for good. See 'ingest quarantine show ID', then say --yes.");
            }

            Console.WriteLine($"{chosen.Count(store.Remove)} entries are discarded.");
            return Task.FromResult(0);
        }));
        return command;
    }

    private static int Replay(QuarantineStore store, IReadOnlyList<QuarantineId> chosen)
    {
        var batch = new EventBatch();
        var requested = 0;
        foreach (var id in chosen)
        {
            var content = store.Find(id) ?? throw Missing(id);
            if (RecordDecoder.TryDecode(content.Payload, batch))
            {
                requested += store.Replay.Request(id) ? 1 : 0;
            }
            else
            {
                Console.Error.WriteLine($"ingest: {id} stays: its bytes are no record that this program reads");
            }
        }

        Console.WriteLine($"{requested} records will be delivered again: a running server takes them up within a second, a stopped one at its next start.");
        return requested == chosen.Count ? 0 : 1;
    }

    private static IReadOnlyList<QuarantineId> Choose(QuarantineStore store, string[] ids, bool all, Func<QuarantineItem, bool> isMeant) => (ids, all) switch
    {
        ([], true) => [.. store.List().Where(isMeant).Select(item => item.Id)],
        ([_, ..], false) => [.. ids.Select(id => Existing(store, Parse(id)))],
        _ => throw new CommandException("Name the entries as 'ingest quarantine list' shows them, or say --all."),
    };

    // All are looked for before the first is touched.
    private static QuarantineId Existing(QuarantineStore store, QuarantineId id) => store.Contains(id) ? id : throw Missing(id);

    private static Argument<string[]> IdsArgument() =>
        new("ids") { Description = "Ids of entries, as 'list' shows them", Arity = ArgumentArity.ZeroOrMore };

    private static QuarantineId Parse(string text) =>
        QuarantineId.TryParse(text, out var id) ? id : throw new CommandException($"\"{text}\" is no id of an entry: they are as 'ingest quarantine list' shows them, for example clickhouse/4096-0f3a9b2c.");

    private static CommandException Missing(QuarantineId id) => new($"There is no entry {id}: see 'ingest quarantine list', and name the data folder with --data.");

    private static string Shorten(string text) => text.Length <= ErrorCharsMax ? text : text[..(ErrorCharsMax - 1)] + "…";

    private static QuarantineStore Open(string dataPath) => new(DataFolder.QuarantinePath(dataPath));
}
