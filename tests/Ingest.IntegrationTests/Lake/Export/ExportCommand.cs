using System.Text.Json;
using Ingest.IntegrationTests.Servers;

namespace Ingest.IntegrationTests.Lake.Export;

/// <summary>Runs <c>ingest lake export</c> as a user does.</summary>
internal static class ExportCommand
{
    /// <summary>What an export of some tables reports: for each part its state.</summary>
    public static async Task<Dictionary<string, string>> RunAsync(string data, string tables, string[] further, IReadOnlyDictionary<string, string>? environment = null)
    {
        var (exitCode, output, errors) = await StartAsync(data, tables, further, environment);
        Assert.True(exitCode == 0, errors);
        return JsonDocument.Parse(output).RootElement.GetProperty("tables").EnumerateArray()
            .SelectMany(table => table.GetProperty("parts").EnumerateArray().Select(part => (
                Name: $"{table.GetProperty("table").GetString()} {part.GetProperty("part").GetString()}",
                State: $"{part.GetProperty("state").GetString()} {part.GetProperty("rows").GetInt64()}")))
            .ToDictionary(part => part.Name, part => part.State);
    }

    public static Task<(int ExitCode, string Output, string Errors)> StartAsync(
        string data, string tables, string[] further, IReadOnlyDictionary<string, string>? environment = null) =>
        IngestCommand.RunAsync(["lake", "export", "--data", data, "--table", tables, "--json", .. further], environment);
}
