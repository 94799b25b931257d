using System.CommandLine;
using Ingest.Core.Links;
using Spectre.Console;

namespace Ingest.Commands;

/// <summary>What can be done with links and pixels alike: list, show, delete, restore.</summary>
/// <typeparam name="T">Which of the two.</typeparam>
/// <param name="details">What is shown of one beside what both have.</param>
internal sealed class SlugVerbs<T>(Func<T, IEnumerable<(string Name, string? Value)>> details)
    where T : class, ISlugged<T>
{
    /// <summary>Which one a command is about.</summary>
    public static Argument<string> CreateArgument() => new(T.Noun) { Description = $"Slug, id or name of a registered {T.Noun}" };

    /// <summary>Registers one, and prints the URL to hand out.</summary>
    public Task<int> AddAsync(string dataPath, Uri? address, string? slug, Func<string, DateTimeOffset, T> make, CancellationToken cancellation) =>
        UseAsync(
            dataPath,
            async all =>
            {
                Directory.CreateDirectory(dataPath);
                Console.WriteLine(UrlOf(await all.AddAsync(slug, make, cancellation), address, dataPath));
            },
            cancellation);

    /// <summary>Changes the one in force that is meant, and shows it.</summary>
    public Task<int> EditAsync(string dataPath, string text, Func<T, T> change, CancellationToken cancellation) =>
        ChangeAsync(dataPath, all => all.InForce, text, (all, id) => all.UpdateAsync(id, change, cancellation), cancellation);

    /// <summary>Lists them.</summary>
    public Command CreateList(params (string Name, Func<T, string> Value)[] more)
    {
        var withDeleted = new Option<bool>("--all") { Description = "Those deleted too" };
        var data = DataOption.Create();
        var command = new Command("list", $"List the registered {T.Noun}s.") { withDeleted, data };
        command.SetAction((parsed, cancellation) => UseAsync(
            parsed.GetValue(data)!,
            all =>
            {
                AnsiConsole.Write(parsed.GetValue(withDeleted)
                    ? Table(all.Current.All, [.. more, ("deleted", entry => $"{entry.DeletedAt:yyyy-MM-dd}")])
                    : Table(all.Current.InForce, more));
                return Task.CompletedTask;
            },
            cancellation));
        return command;
    }

    /// <summary>Shows one.</summary>
    public Command CreateShow()
    {
        var (one, address, data) = (CreateArgument(), BaseOption.Create(), DataOption.Create());
        var command = new Command("show", $"""
            Show a {T.Noun} with its URL, also one that is deleted.

            Example:
              ingest {T.Noun} show newsletter
            """)
        {
            one, address, data,
        };
        command.SetAction((parsed, cancellation) => UseAsync(
            parsed.GetValue(data)!,
            all =>
            {
                Show(Find(all.Current.All, parsed.GetValue(one)!, all.Where), parsed.GetValue(address), parsed.GetValue(data)!);
                return Task.CompletedTask;
            },
            cancellation));
        return command;
    }

    /// <summary>Deletes one.</summary>
    public Command CreateDelete()
    {
        var (one, data) = (CreateArgument(), DataOption.Create());
        var command = new Command("delete", $"""
            Answer a {T.Noun} with 404 from now on. What is stored stays, and 'ingest {T.Noun} restore' brings it back.

            Example:
              ingest {T.Noun} delete newsletter
            """)
        {
            one, data,
        };
        command.SetAction((parsed, cancellation) => ChangeAsync(
            parsed.GetValue(data)!,
            all => all.InForce,
            parsed.GetValue(one)!,
            (all, id) => all.DeleteAsync(id, cancellationToken: cancellation),
            cancellation));
        return command;
    }

    /// <summary>Restores one.</summary>
    public Command CreateRestore()
    {
        var (one, data) = (CreateArgument(), DataOption.Create());
        var command = new Command("restore", $"""
            Put a deleted {T.Noun} back in force.

            Example:
              ingest {T.Noun} restore newsletter
            """)
        {
            one, data,
        };
        command.SetAction((parsed, cancellation) => ChangeAsync(
            parsed.GetValue(data)!,
            all => [.. all.All.Where(entry => entry.DeletedAt is not null)],
            parsed.GetValue(one)!,
            (all, id) => all.RestoreAsync(id, cancellation),
            cancellation));
        return command;
    }

    private Task<int> ChangeAsync(
        string dataPath, Func<SlugSnapshot<T>, IReadOnlyList<T>> among, string text, Func<SlugDirectory<T>, Guid, Task<T>> change, CancellationToken cancellation) =>
        UseAsync(
            dataPath,
            async all => Show(await change(all, Find(among(all.Current), text, all.Where).Id), address: null, dataPath),
            cancellation);

    private static Task<int> UseAsync(string dataPath, Func<SlugDirectory<T>, Task> work, CancellationToken cancellation) =>
        CommandFailure.GuardAsync(() => RegistryCommand.UseAsync(dataPath, async (registries, logger) =>
        {
            await work(await registries.OpenSlugsAsync<T>(keepsCopy: false, logger, cancellation));
            return 0;
        }));

    // A slug before a name: it is what is in everybody's hands.
    private static T Find(IReadOnlyList<T> entries, string text, string where)
    {
        List<T> found = Guid.TryParse(text, out var id)
            ? [.. entries.Where(entry => entry.Id == id)]
            : [.. entries.Where(entry => entry.Slug == text)];
        found = found.Count > 0 ? found : [.. entries.Where(entry => entry.Name.Equals(text, StringComparison.OrdinalIgnoreCase))];
        return found.Count switch
        {
            1 => found[0],
            0 => throw new CommandException($"No {T.Noun} '{text}' can be found for this in {where}: see 'ingest {T.Noun} list --all'"),
            _ => throw new CommandException($"{found.Count} {T.Noun}s are called '{text}': give the id, see 'ingest {T.Noun} list --all'"),
        };
    }

    private static string UrlOf(T entry, Uri? address, string dataPath) => BaseOption.UrlOf(T.Prefix + entry.Slug, address, dataPath);

    private void Show(T entry, Uri? address, string dataPath) => RegistryCommand.Print(
    [
        ("url", UrlOf(entry, address, dataPath)), ("id", $"{entry.Id}"), ("name", entry.Name), .. details(entry),
        ("created", $"{entry.CreatedAt:u}"), ("updated", $"{entry.UpdatedAt:u}"), ("deleted", $"{entry.DeletedAt:u}"),
    ]);

    // Slugs are copied from here: they are never broken into lines, and neither are dates. Ids, which nobody types, would leave no room for the rest.
    private static Table Table(IEnumerable<T> entries, (string Name, Func<T, string> Value)[] more)
    {
        (string Name, Func<T, string> Value)[] columns =
            [("slug", entry => entry.Slug), ("name", entry => entry.Name), ("created", entry => $"{entry.CreatedAt:yyyy-MM-dd}"), .. more];
        var table = new Table().RoundedBorder();
        foreach (var (name, _) in columns)
        {
            table.AddColumn(name, column => column.NoWrap = name is "slug" or "created" or "deleted");
        }

        foreach (var entry in entries)
        {
            table.AddRow([.. columns.Select(column => Markup.Escape(column.Value(entry)))]);
        }

        return table;
    }
}
