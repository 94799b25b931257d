using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using BenchmarkDotNet.Running;

namespace Ingest.Benchmarks.Gate;

/// <summary>The gate: every benchmark may allocate what the baseline says, and no more.</summary>
internal static class AllocationCheck
{
    /// <summary>For rungs in which threads race: how many requests one commit takes is theirs to decide.</summary>
    public const double ThreadedTolerance = 0.3;

    /// <summary>Measures every benchmark, prints a table, and compares with the baseline or renews it.</summary>
    /// <returns>The exit code: 0 when nothing allocates more than it may.</returns>
    public static int Run(Baseline baseline, bool renew)
    {
        var started = Stopwatch.GetTimestamp();
        var measured = Cases().Select(AllocationMeter.Measure).ToList();
        Print(measured, baseline, Stopwatch.GetElapsedTime(started));
        if (renew)
        {
            baseline.Write(measured);
            Console.WriteLine($"{baseline.Path} is renewed.");
            return 0;
        }

        var faults = Faults(measured, baseline.Rungs).ToList();
        faults.ForEach(Console.Error.WriteLine);
        return faults.Count == 0 ? 0 : 1;
    }

    private static IEnumerable<BenchmarkCase> Cases() =>
        Assembly.GetExecutingAssembly().GetTypes()
            .Where(type => !type.IsAbstract && type.GetMethods().Any(method => method.IsDefined(typeof(RungAttribute))))
            .OrderBy(type => type.Name, StringComparer.Ordinal)
            .SelectMany(type => BenchmarkConverter.TypeToBenchmarks(type).BenchmarksCases);

    /// <summary>What is wrong with a measurement: each line has the rung, both figures and the remedy.</summary>
    internal static IEnumerable<string> Faults(IReadOnlyList<Allocation> measured, IReadOnlyDictionary<string, Allowance> allowed)
    {
        const string Remedy = "If that is meant, renew the baseline: dotnet run -c Release --project bench/Ingest.Benchmarks -- check --write, and once more with -c Debug.";
        foreach (var rung in measured)
        {
            if (!allowed.TryGetValue(rung.Name, out var allowance))
            {
                yield return $"{rung.Name} has no baseline. {Remedy}";
            }
            else if (rung.Bytes > allowance.Max)
            {
                yield return string.Create(
                    CultureInfo.InvariantCulture, $"{rung.Name} allocates {rung.Bytes:F1} bytes an event, expected {allowance.Bytes} and at most {allowance.Max:F1}. {Remedy}");
            }
        }

        foreach (var name in allowed.Keys.Except(measured.Select(rung => rung.Name), StringComparer.Ordinal))
        {
            yield return $"{name} is in the baseline and is no benchmark. {Remedy}";
        }
    }

    private static void Print(List<Allocation> measured, Baseline baseline, TimeSpan took)
    {
        Console.WriteLine($"{"rung",-36}{"bytes/event",12}{"expected",12}{"at most",12}");
        foreach (var rung in measured)
        {
            var allowance = baseline.Rungs.GetValueOrDefault(rung.Name);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{rung.Name,-36}{rung.Bytes,12:F1}{allowance?.Bytes,12:F1}{allowance?.Max,12:F1}"));
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{measured.Count} rungs in {took.TotalSeconds:F0} s"));
    }
}
