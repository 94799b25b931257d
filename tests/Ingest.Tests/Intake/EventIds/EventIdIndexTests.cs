using FsCheck;
using FsCheck.Fluent;
using Ingest.Core.Intake;
using Ingest.Core.Intake.EventIds;
using Ingest.Core.Log;
using Ingest.Tests.Fakes;

namespace Ingest.Tests.Intake.EventIds;

public sealed class EventIdIndexTests
{
    private static readonly byte[] Record = new byte[100];

    [Fact]
    public void An_id_is_appended_once_for_each_site()
    {
        var (log, index) = (new MemoryEventLog(), Create(100));
        var (id, other) = (Id(1), Id(1) with { SiteId = Guid.NewGuid() });

        Assert.Equal(RejectionReason.None, index.Append(log, id, Record, out var first));
        Assert.Equal(RejectionReason.None, index.Append(log, other, Record, out var second));
        Assert.Equal(RejectionReason.Duplicate, index.Append(log, id, Record, out var waitFor));

        Assert.Equal((log.TailAddress, log.TailAddress), (second, waitFor));
        Assert.True(first < second);
        Assert.Equal(2, index.Count);
    }

    [Fact]
    public void An_id_whose_record_the_log_did_not_take_is_not_known()
    {
        var (log, index) = (new MemoryEventLog(), Create(100));
        log.Break("disk gone");
        Assert.Equal(RejectionReason.LogUnavailable, index.Append(log, Id(1), Record, out _));
        Assert.Equal(0, index.Count);
    }

    // The model: a list of the ids in the order of their first coming since they were last forgotten.
    [Theory]
    [InlineData(2)]
    [InlineData(7)]
    [InlineData(64)]
    [InlineData(1000)]
    public void It_knows_at_least_the_newest_half_of_its_bound_and_never_what_was_not_added(int knownMax) =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(200), Prop.ForAll(Gen.Choose(1, 3000).ListOf(400).ToArbitrary(), numbers =>
        {
            var (log, index, added, newest) = (new MemoryEventLog(), Create(knownMax), new HashSet<int>(), new List<int>());
            foreach (var number in numbers)
            {
                var isNew = index.Append(log, Id(number), Record, out _) == RejectionReason.None;
                Assert.True(isNew || added.Contains(number), "an id is known that was never added");
                Assert.False(isNew && newest.TakeLast(knownMax / 2).Contains(number), "one of the newest is forgotten");
                Assert.InRange(index.Count, 1, knownMax);
                if (isNew)
                {
                    added.Add(number);
                    newest.Add(number);
                }
            }
        }));

    [Fact]
    public async Task Of_many_at_once_one_is_appended()
    {
        var (log, index, start) = (new MemoryEventLog(), Create(100), new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        var appending = Enumerable.Range(0, 8).Select(_ => Task.Run(async () =>
        {
            await start.Task;
            return Enumerable.Range(0, 200).Count(i => index.Append(log, Id(i % 20), Record, out var until) == RejectionReason.None && until <= log.TailAddress);
        })).ToArray();
        start.SetResult();
        Assert.Equal(20, (await Task.WhenAll(appending)).Sum());
    }

    [Fact]
    public void Looking_up_and_adding_allocates_nothing_once_grown()
    {
        var index = Create(2_000);
        var next = 0;
        for (; next < 990; next++)
        {
            index.TryAddFound(Id(next));
        }

        Assert.Equal(0, Allocations.Least(() =>
        {
            index.TryAddFound(Id(next++));
            for (var i = 0; i < 900; i++)
            {
                Assert.False(index.TryAddFound(Id(i)));
            }
        }));
    }

    private static EventIdIndex Create(int knownMax) => new(knownMax, EventIdSnapshot.CreateEmpty());

    private static GivenId Id(int number) => new(Guid.Empty, new Guid(number, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8));
}
