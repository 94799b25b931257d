using System.CommandLine;
using Ingest.Core.Links;

namespace Ingest.Commands;

/// <summary>The options of a link's UTM parameters.</summary>
internal sealed class UtmOptions
{
    private readonly Option<string?> _source = Create("source");
    private readonly Option<string?> _medium = Create("medium");
    private readonly Option<string?> _campaign = Create("campaign");
    private readonly Option<string?> _term = Create("term");
    private readonly Option<string?> _content = Create("content");

    /// <summary>Gives a command the options.</summary>
    public void AddTo(Command command)
    {
        foreach (var option in (Option[])[_source, _medium, _campaign, _term, _content])
        {
            command.Options.Add(option);
        }
    }

    /// <summary>The additions with what was given in place of what was there.</summary>
    public UtmAdditions Change(UtmAdditions present, ParseResult parsed) => present with
    {
        Source = parsed.GetValue(_source) ?? present.Source,
        Medium = parsed.GetValue(_medium) ?? present.Medium,
        Campaign = parsed.GetValue(_campaign) ?? present.Campaign,
        Term = parsed.GetValue(_term) ?? present.Term,
        Content = parsed.GetValue(_content) ?? present.Content,
    };

    private static Option<string?> Create(string name) =>
        new($"--utm-{name}") { Description = $"utm_{name} for targets without one; \"\" for none", HelpName = "TEXT" };
}
