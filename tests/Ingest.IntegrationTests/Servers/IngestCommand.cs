using Ingest.IntegrationTests.Processes;

namespace Ingest.IntegrationTests.Servers;

/// <summary>The real binary, run as a user does.</summary>
internal static class IngestCommand
{
    /// <summary>What starts the binary that was built with the tests.</summary>
    public static string[] Program { get; } = ["dotnet", Path.Combine(AppContext.BaseDirectory, "ingest.dll")];

    /// <summary>Starts a command that goes on.</summary>
    public static ChildProcess Start(IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null) =>
        ChildProcess.Start([.. Program, .. arguments], environment);

    /// <summary>Runs a command to its end.</summary>
    public static Task<(int ExitCode, string Output, string Errors)> RunAsync(
        IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null) =>
        ChildProcess.RunAsync([.. Program, .. arguments], environment);
}
