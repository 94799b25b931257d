using System.Diagnostics;
using Ingest.Core.Faults;
using Ingest.Tests.Fakes;

namespace Ingest.Tests.Faults;

/// <summary>Failpoints cost nothing while not armed, and say what is wrong when they are armed wrongly.</summary>
public sealed class FailpointTests
{
    [Fact]
    public void Passing_a_point_that_is_not_armed_allocates_nothing()
    {
        Assert.False(Failpoint.IsArmed);
        Assert.Equal(0, Allocations.Least(() => Failpoint.Hit(FailpointName.AppendBeforeCommit)));
    }

    [Fact]
    public void Nothing_is_armed_without_the_variable()
    {
        Assert.Null(FailpointPlan.Parse(null));
        Assert.Null(FailpointPlan.Parse(" "));
    }

    [Fact]
    public void A_point_acts_at_the_passing_that_was_named_and_only_there()
    {
        var plan = FailpointPlan.Parse("commit-before-reply=kill@3, drain-sinks=pause:20")!;
        Assert.Empty(plan.Faults);
        Assert.Equal([3], Passings(plan, FailpointName.CommitBeforeReply, 10));
        Assert.Equal([1], Passings(plan, FailpointName.DrainSinks, 10));
        Assert.Empty(Passings(plan, FailpointName.AppendBeforeCommit, 10));
    }

    [Fact]
    public void A_chance_acts_about_as_often_as_it_says_and_at_the_same_passings_for_a_seed()
    {
        var acted = Passings(FailpointPlan.Parse("segment-half-written=kill%0.01:7")!, FailpointName.SegmentHalfWritten, 100_000);
        Assert.InRange(acted.Count, 800, 1200);
        Assert.Equal(acted, Passings(FailpointPlan.Parse("segment-half-written=kill%0.01:7")!, FailpointName.SegmentHalfWritten, 100_000));
        Assert.NotEqual(acted, Passings(FailpointPlan.Parse("segment-half-written=kill%0.01:8")!, FailpointName.SegmentHalfWritten, 100_000));
    }

    [Fact]
    public void An_unknown_name_is_answered_with_those_that_there_are()
    {
        var fault = Assert.Single(FailpointPlan.Parse("commit-before-repl=kill")!.Faults);
        Assert.Contains("commit-before-repl", fault, StringComparison.Ordinal);
        Assert.All(Enum.GetValues<FailpointName>(), name => Assert.Contains(FailpointPlan.Text(name), fault, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("drain-sinks")]
    [InlineData("drain-sinks=")]
    [InlineData("drain-sinks=stop")]
    [InlineData("drain-sinks=kill@0")]
    [InlineData("drain-sinks=kill@x")]
    [InlineData("drain-sinks=pause:0")]
    [InlineData("drain-sinks=kill%2:1")]
    [InlineData("drain-sinks=kill%0.5")]
    public void What_cannot_be_read_is_a_fault_with_its_remedy(string text) =>
        Assert.Contains("write NAME=kill", Assert.Single(FailpointPlan.Parse(text)!.Faults), StringComparison.Ordinal);

    [Fact]
    public async Task The_server_does_not_start_with_a_wrong_name()
    {
        using var folder = new TemporaryFolder();
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "ingest.dll"), "serve", "--data", folder.Path])
        {
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        start.Environment[Failpoint.Variable] = "nowhere=kill";
        using var server = Process.Start(start)!;
        var errors = await server.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await server.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.NotEqual(0, server.ExitCode);
        Assert.Contains("append-before-commit", errors, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_name_is_in_the_document()
    {
        var document = File.ReadAllText(Path.Combine(Repository.Root, "docs", "testing.md"));
        Assert.All(Enum.GetValues<FailpointName>(), name => Assert.Contains($"| `{FailpointPlan.Text(name)}` |", document, StringComparison.Ordinal));
    }

    private static List<int> Passings(FailpointPlan plan, FailpointName name, int count) =>
        [.. Enumerable.Range(1, count).Where(_ => plan.TryPass(name, out var _))];
}
