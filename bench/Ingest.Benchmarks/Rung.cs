using System.Reflection;
using BenchmarkDotNet.Running;

namespace Ingest.Benchmarks;

/// <summary>A benchmark case as a rung.</summary>
/// <param name="Ladder">Which ladder, and of which kind of request.</param>
/// <param name="Order">Its place.</param>
/// <param name="Name">What it adds.</param>
/// <param name="Key">Its name in the baseline.</param>
/// <param name="EventsPerOperation">Events, or calls of a part, that one operation takes.</param>
/// <param name="IsThreaded">True when other threads work for it.</param>
internal sealed record Rung(string Ladder, int Order, string Name, string Key, int EventsPerOperation, bool IsThreaded)
{
    /// <summary>An operation takes as many events as the attribute says, times the number of requests that is its parameter.</summary>
    public static Rung Of(BenchmarkCase benchmark)
    {
        var (type, method) = (benchmark.Descriptor.Type.Name, benchmark.Descriptor.WorkloadMethod);
        var rung = method.GetCustomAttribute<RungAttribute>() ?? throw new InvalidOperationException($"{type}.{method.Name} has no {nameof(RungAttribute)}.");
        var requests = benchmark.Parameters.Items.Select(parameter => (int)parameter.Value).FirstOrDefault(1);
        var key = benchmark.Parameters.Count == 0 ? $"{type}.{method.Name}" : $"{type}.{method.Name}({requests})";
        var name = benchmark.Parameters.Count == 0 ? rung.Name : $"{rung.Name}, {requests} at once";
        return new Rung(rung.Ladder, rung.Order, name, key, benchmark.Descriptor.OperationsPerInvoke * requests, rung.IsThreaded);
    }
}
