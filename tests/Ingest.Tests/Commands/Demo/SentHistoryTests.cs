using Ingest.Commands.Demo;
using Ingest.Tests.Demo;
using Ingest.Tests.Fakes;

namespace Ingest.Tests.Commands.Demo;

/// <summary>What a later run knows of the earlier ones.</summary>
public sealed class SentHistoryTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 30, 12, 0, 0, TimeSpan.Zero);
    private static readonly SentHistory Week = new(1, 400, [Guid.Empty], Noon.AddDays(-7), Noon);

    [Fact]
    public void Written_history_is_read_again()
    {
        using var folder = new TemporaryFolder();
        Assert.Null(SentHistory.Read(folder));
        Week.Write(folder);
        var read = SentHistory.Read(folder)!;
        Assert.True(read.IsOfSame(Week));
        Assert.Equal((Week.From, Week.Until), (read.From, read.Until));
    }

    [Fact]
    public void Broken_file_counts_as_none()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("demo.json"), "{");
        Assert.Null(SentHistory.Read(folder));
    }

    [Fact]
    public void Other_seeds_counts_and_sites_are_other_visits()
    {
        Assert.False(Week.IsOfSame(Week with { Seed = 2 }));
        Assert.False(Week.IsOfSame(Week with { VisitsPerDay = 401 }));
        Assert.False(Week.IsOfSame(Week with { Sites = [Guid.NewGuid()] }));
        Assert.True(Week.IsOfSame(Week with { From = Noon, Sites = [Guid.Empty] }));
    }

    [Fact]
    public void Later_run_extends_the_earlier_unless_visits_are_missing_between()
    {
        var next = Week with { From = Noon.AddDays(-2), Until = Noon.AddDays(5) };
        Assert.Equal((Week.From, next.Until), (next.With(Week).From, next.With(Week).Until));
        var apart = Week with { From = Noon.AddDays(1), Until = Noon.AddDays(2) };
        Assert.Equal(apart, apart.With(Week));
    }

    [Fact]
    public void Visit_that_had_not_ended_is_not_among_the_sent()
    {
        var visit = DemoWeeks.Visits.First(visit => visit.Steps.Count > 3);
        var history = Week with { From = visit.StartsAt, Until = visit.EndsAt.AddSeconds(1) };
        Assert.True(history.Has(visit));
        Assert.False((history with { Until = visit.EndsAt }).Has(visit));
        Assert.False((history with { From = visit.StartsAt.AddSeconds(1) }).Has(visit));
    }
}
