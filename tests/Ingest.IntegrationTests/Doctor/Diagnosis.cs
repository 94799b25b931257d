using System.Text.Json;
using Ingest.IntegrationTests.Processes;
using Ingest.IntegrationTests.Servers;

namespace Ingest.IntegrationTests.Doctor;

/// <summary>What <c>ingest doctor --json</c> has said of a data folder.</summary>
internal sealed class Diagnosis
{
    // Other programs of this machine have the usual ports.
    private static readonly Dictionary<string, string> FreePorts = new() { ["INGEST__Server__Urls"] = "http://127.0.0.1:0", ["INGEST__Server__ClickHousePort"] = "0" };

    private readonly JsonElement _root;

    private Diagnosis(int exitCode, string json) => (ExitCode, _root) = (exitCode, JsonDocument.Parse(json).RootElement);

    public int ExitCode { get; }

    /// <summary>Level and figure of each finding by check; of one that is there twice, the last.</summary>
    public IEnumerable<(string Check, string Level, string Measured, string? Remedy)> Findings => _root.GetProperty("findings").EnumerateArray().Select(finding => (
        finding.GetProperty("check").GetString()!, finding.GetProperty("level").GetString()!, finding.GetProperty("measured").GetString()!, finding.GetProperty("remedy").GetString()));

    public static async Task<Diagnosis> MakeAsync(string dataPath, IReadOnlyDictionary<string, string>? environment = null, string? shell = null)
    {
        var all = new Dictionary<string, string>(FreePorts);
        foreach (var (name, value) in environment ?? all)
        {
            all[name] = value;
        }

        string[] command = [.. IngestCommand.Program, "doctor", "--json", "--data", dataPath];
        var (exitCode, output, errors) = await ChildProcess.RunAsync(shell is null ? command : ["bash", "-c", $"{shell}; exec \"$@\"", "bash", .. command], all);
        Assert.True(output.StartsWith('{'), $"JSON: {output}{errors}");
        return new Diagnosis(exitCode, output);
    }

    /// <summary>The finding has the level, and its figure the words.</summary>
    public void Has(string check, string level, string words) =>
        Assert.Contains(Findings, finding => finding.Check == check && finding.Level == level && finding.Measured.Contains(words, StringComparison.Ordinal));

    public override string ToString() => _root.ToString();
}
