using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Ingest.Benchmarks.Gate;

/// <summary>What a rung may allocate.</summary>
/// <param name="Bytes">Bytes of one event when the baseline was written.</param>
/// <param name="Tolerance">How much more is let pass, as a part of <paramref name="Bytes"/>: 0 where the code decides, more where threads race.</param>
internal sealed record Allowance(double Bytes, double Tolerance)
{
    /// <summary>The most that passes. The file has one decimal.</summary>
    [JsonIgnore]
    public double Max => (Bytes * (1 + Tolerance)) + 0.05;
}

/// <summary>
/// The file <c>baselines/allocations.json</c>: for each build configuration, by the name of the rung. A debug build allocates more where a method is
/// asynchronous, as its state machines are objects.
/// </summary>
internal sealed class Baseline(string path)
{
#if DEBUG
    private const string Configuration = "Debug";
#else
    private const string Configuration = "Release";
#endif

    private static readonly JsonSerializerOptions Json = new() { WriteIndented = true, PropertyNamingPolicy = JsonNamingPolicy.CamelCase };

    private readonly SortedDictionary<string, SortedDictionary<string, Allowance>> _sections = Read(path);

    /// <summary>The baseline of the repository that the program was built in.</summary>
    public static Baseline OfRepository()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(System.IO.Path.Combine(folder.FullName, "Ingest.sln")))
        {
            folder = folder.Parent;
        }

        return folder is not null
            ? new Baseline(System.IO.Path.Combine(folder.FullName, "bench", Assembly.GetExecutingAssembly().GetName().Name!, "baselines", "allocations.json"))
            : throw new InvalidOperationException("The baseline is in the repository: run the check from inside of it.");
    }

    /// <summary>Where it is.</summary>
    public string Path => path;

    /// <summary>The rungs of this build's configuration.</summary>
    public IReadOnlyDictionary<string, Allowance> Rungs => Section;

    private SortedDictionary<string, Allowance> Section =>
        _sections.TryGetValue(Configuration, out var section) ? section : _sections[Configuration] = new(StringComparer.Ordinal);

    /// <summary>Replaces the rungs of this build's configuration, keeping their tolerances, and writes the file.</summary>
    public void Write(IEnumerable<Allocation> measured)
    {
        var renewed = new SortedDictionary<string, Allowance>(StringComparer.Ordinal);
        foreach (var rung in measured)
        {
            var tolerance = Section.TryGetValue(rung.Name, out var former) ? former.Tolerance : rung.IsThreaded ? AllocationCheck.ThreadedTolerance : 0;
            renewed[rung.Name] = new Allowance(Math.Round(rung.Bytes, 1), tolerance);
        }

        _sections[Configuration] = renewed;
        File.WriteAllText(path, JsonSerializer.Serialize(_sections, Json) + "\n");
    }

    private static SortedDictionary<string, SortedDictionary<string, Allowance>> Read(string path) =>
        File.Exists(path)
            ? JsonSerializer.Deserialize<SortedDictionary<string, SortedDictionary<string, Allowance>>>(File.ReadAllText(path), Json)!
            : new(StringComparer.Ordinal);
}
