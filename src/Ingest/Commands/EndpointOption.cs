using System.CommandLine;

namespace Ingest.Commands;

/// <summary>The option <c>--endpoint</c> of several commands: the address of a ClickHouse.</summary>
internal static class EndpointOption
{
    /// <summary>A fresh option; the library itself reads no addresses.</summary>
    public static Option<Uri?> Create(string description) => new("--endpoint")
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

            result.AddError($"--endpoint '{text}' is not an address: give it as http://host:8123");
            return null;
        },
    };
}
