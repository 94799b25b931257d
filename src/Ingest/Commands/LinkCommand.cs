using System.CommandLine;
using Ingest.Core.Links;

namespace Ingest.Commands;

/// <summary><c>ingest link add|list|show|edit|delete|restore</c>: the short links, beside a running server or without one.</summary>
internal static class LinkCommand
{
    private static readonly SlugVerbs<Link> Verbs = new(Details);

    /// <summary>The command.</summary>
    public static Command Create() => new("link", "Register short links, change and list them; a running server sees a change within a second.")
    {
        CreateAdd(), Verbs.CreateList(("leads to", link => link.ToLocation())), Verbs.CreateShow(), CreateEdit(), Verbs.CreateDelete(), Verbs.CreateRestore(),
    };

    private static Command CreateAdd()
    {
        var name = new Option<string>("--name") { Description = "Name for people", Required = true };
        var target = new Option<string>("--target") { Description = "Where it leads: a URL of http or https", HelpName = "URL", Required = true };
        var slug = new Option<string?>("--slug") { Description = "What stands behind /q/ (default: seven random characters)" };
        var utm = new UtmOptions();
        var address = BaseOption.Create();
        var data = DataOption.Create();
        var command = new Command("add", """
            Register a short link and print its URL. Who opens it is counted, and sent on to the target with the UTM parameters that it has not itself.

            Examples:
              ingest link add --name "Spring letter" --target https://shop.example.com/sale --slug spring --utm-source newsletter --utm-medium email
              ingest link add --name Poster --target https://shop.example.com/ --base https://go.example.com
            """)
        {
            name, target, slug, address, data,
        };
        utm.AddTo(command);
        command.SetAction((parsed, cancellation) => Verbs.AddAsync(
            parsed.GetValue(data)!,
            parsed.GetValue(address),
            parsed.GetValue(slug),
            (word, now) => new Link(Guid.NewGuid(), word, parsed.GetValue(name)!, parsed.GetValue(target)!, now) { Utm = utm.Change(UtmAdditions.None, parsed) },
            cancellation));
        return command;
    }

    private static Command CreateEdit()
    {
        var link = SlugVerbs<Link>.CreateArgument();
        var name = new Option<string?>("--name") { Description = "New name" };
        var target = new Option<string?>("--target") { Description = "Where it leads from now on", HelpName = "URL" };
        var slug = new Option<string?>("--slug") { Description = "What stands behind /q/ from now on: URLs that were handed out are answered with 404" };
        var utm = new UtmOptions();
        var data = DataOption.Create();
        var command = new Command("edit", """
            Change a short link: what is given is changed, the rest stays. Its events keep its id.

            Examples:
              ingest link edit spring --target https://shop.example.com/summer
              ingest link edit spring --utm-campaign summer --utm-medium ""
            """)
        {
            link, name, target, slug,
        };
        utm.AddTo(command);
        command.RequireChange();
        command.Options.Add(data);
        command.SetAction((parsed, cancellation) => Verbs.EditAsync(
            parsed.GetValue(data)!,
            parsed.GetValue(link)!,
            present => present with
            {
                Name = parsed.GetValue(name) ?? present.Name,
                Target = parsed.GetValue(target) ?? present.Target,
                Slug = parsed.GetValue(slug) ?? present.Slug,
                Utm = utm.Change(present.Utm, parsed),
            },
            cancellation));
        return command;
    }

    private static IEnumerable<(string Name, string? Value)> Details(Link link) =>
    [
        ("target", link.Target),
        ("utm source", link.Utm.Source),
        ("utm medium", link.Utm.Medium),
        ("utm campaign", link.Utm.Campaign),
        ("utm term", link.Utm.Term),
        ("utm content", link.Utm.Content),
        ("leads to", link.ToLocation()),
    ];
}
