using System.Globalization;
using System.Text.Json.Nodes;
using Ingest.IntegrationTests.Processes;

namespace Ingest.IntegrationTests.Lake.Manifests;

/// <summary>Apache's Avro for Python: a decoder and encoder that has nothing to do with this program's.</summary>
internal static class PythonAvro
{
    private const string Interpreter = "/usr/bin/python3";
    private const string Package = "/usr/lib/python3/dist-packages/avro/datafile.py";
    private const string Missing = "Avro for Python is not installed (Debian's python3-avro): manifests are not read by an independent decoder";

    private static readonly string Script = Path.Combine(Repository.Root, "tests", "python", "avro_json.py");

    /// <summary>Skips the test where it is not installed; fails it in CI, where that is a fault of the machine.</summary>
    public static void Require()
    {
        var isAvailable = File.Exists(Interpreter) && File.Exists(Package);
        Assert.False(!isAvailable && Environment.GetEnvironmentVariable("CI") == "true", Missing);
        Assert.SkipUnless(isAvailable, Missing);
    }

    /// <summary>Reads files: their metadata, schemas and records.</summary>
    public static Task<JsonNode[]> ReadAsync(IEnumerable<string> files) => RunAsync(["read", .. files]);

    /// <summary>Writes <c>0.avro</c>, <c>1.avro</c>… of random schemas and values, and tells what is in them.</summary>
    public static Task<JsonNode[]> WriteAsync(int seed, string folder, int count) =>
        RunAsync(["write", seed.ToString(CultureInfo.InvariantCulture), folder, count.ToString(CultureInfo.InvariantCulture)]);

    private static async Task<JsonNode[]> RunAsync(IEnumerable<string> arguments)
    {
        // Without its cache of compiled code, which would be left beside the script.
        var (exitCode, output, errors) = await ChildProcess.RunAsync([Interpreter, "-B", Script, .. arguments]);
        Assert.True(exitCode == 0, errors);
        return [.. output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!)];
    }
}
