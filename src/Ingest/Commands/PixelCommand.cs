using System.CommandLine;
using Ingest.Core.Links;

namespace Ingest.Commands;

/// <summary><c>ingest pixel add|list|show|edit|delete|restore</c>: the pixels, beside a running server or without one.</summary>
internal static class PixelCommand
{
    private static readonly SlugVerbs<Pixel> Verbs = new(_ => []);

    /// <summary>The command.</summary>
    public static Command Create() => new("pixel", "Register pixels, change and list them; a running server sees a change within a second.")
    {
        CreateAdd(), Verbs.CreateList(), Verbs.CreateShow(), CreateEdit(), Verbs.CreateDelete(), Verbs.CreateRestore(),
    };

    private static Command CreateAdd()
    {
        var name = new Option<string>("--name") { Description = "Name for people", Required = true };
        var slug = new Option<string?>("--slug") { Description = "What stands behind /p/ (default: seven random characters)" };
        var address = BaseOption.Create();
        var data = DataOption.Create();
        var command = new Command("add", """
            Register a pixel and print the URL of its image. Who loads it is counted.

            Examples:
              ingest pixel add --name "Letter of November" --slug november
              ingest pixel add --name Partner --base https://go.example.com
            """)
        {
            name, slug, address, data,
        };
        command.SetAction((parsed, cancellation) => Verbs.AddAsync(
            parsed.GetValue(data)!,
            parsed.GetValue(address),
            parsed.GetValue(slug),
            (word, now) => new Pixel(Guid.NewGuid(), word, parsed.GetValue(name)!, now),
            cancellation));
        return command;
    }

    private static Command CreateEdit()
    {
        var pixel = SlugVerbs<Pixel>.CreateArgument();
        var name = new Option<string?>("--name") { Description = "New name" };
        var slug = new Option<string?>("--slug") { Description = "What stands behind /p/ from now on: images that were handed out are answered with 404" };
        var data = DataOption.Create();
        var command = new Command("edit", """
            Change a pixel: what is given is changed, the rest stays. Its events keep its id.

            Example:
              ingest pixel edit november --name "Letter of December"
            """)
        {
            pixel, name, slug,
        };
        command.RequireChange();
        command.Options.Add(data);
        command.SetAction((parsed, cancellation) => Verbs.EditAsync(
            parsed.GetValue(data)!,
            parsed.GetValue(pixel)!,
            present => present with { Name = parsed.GetValue(name) ?? present.Name, Slug = parsed.GetValue(slug) ?? present.Slug },
            cancellation));
        return command;
    }
}
