using System.CommandLine;

namespace Ingest.Commands;

/// <summary>The option that all commands share: which data folder.</summary>
internal static class DataOption
{
    /// <summary>A fresh <c>--data</c> option.</summary>
    public static Option<string> Create() => new("--data")
    {
        Description = "Data folder (default ./data)",
        HelpName = "DIR",
        DefaultValueFactory = _ => Environment.GetEnvironmentVariable("INGEST__Server__DataPath") ?? "data",
    };
}
