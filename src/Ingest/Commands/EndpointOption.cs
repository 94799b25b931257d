using System.CommandLine;

namespace Ingest.Commands;

/// <summary>The options of several commands that are addresses: <c>--endpoint</c>, that of a ClickHouse, and <c>--base</c>.</summary>
internal static class EndpointOption
{
    /// <summary>A fresh option; the library itself reads no addresses.</summary>
    public static Option<Uri?> Create(string description, string name = "--endpoint", string example = "http://host:8123") => new(name)
    {
        Description = description,
        HelpName = "URL",
        CustomParser = result =>
        {
            var text = result.Tokens.Single().Value;
            if (Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme is "http" or "https")
            {
                return address;
            }

            result.AddError($"{name} '{text}' is not an address: give it as {example}");
            return null;
        },
    };
}
