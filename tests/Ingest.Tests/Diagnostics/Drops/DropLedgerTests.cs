using Ingest.Core.Diagnostics.Drops;
using Ingest.Core.Intake;
using Ingest.Tests.Fakes;

namespace Ingest.Tests.Diagnostics.Drops;

public sealed class DropLedgerTests
{
    private static readonly Guid Site = Guid.NewGuid();

    private readonly ManualTime _time = new();
    private readonly DropLedger _ledger;

    public DropLedgerTests() => _ledger = new DropLedger(id => id == Site, _time);

    [Fact]
    public void Drops_are_counted_by_minute_site_stage_and_reason()
    {
        var minute = _ledger.OpenMinuteMs;
        _ledger.Count(Site, "bot", RejectionReason.Bot);
        _ledger.Count(Site, "bot", RejectionReason.Bot, events: 4);
        _ledger.Count(Site, "log", RejectionReason.Bot);
        _time.Advance(TimeSpan.FromMinutes(1));
        _ledger.Count(Site, "bot", RejectionReason.Bot);

        Assert.Equal(
            [
                (new DropKey(minute, Site, "bot", RejectionReason.Bot), 5),
                (new DropKey(minute, Site, "log", RejectionReason.Bot), 1),
                (new DropKey(minute + 60_000, Site, "bot", RejectionReason.Bot), 1),
            ],
            _ledger.Snapshot().Select(count => (count.Key, count.Value)));
    }

    [Fact]
    public void A_site_that_is_not_registered_counts_as_none()
    {
        for (var i = 0; i < 100; i++)
        {
            _ledger.Count(Guid.NewGuid(), "site", RejectionReason.UnknownSite);
        }

        var (key, events) = _ledger.Snapshot().Single();
        Assert.Equal((Guid.Empty, 100), (key.SiteId, events));
    }

    [Fact]
    public void The_open_minute_stays_and_every_other_is_taken_once_whichever_way_the_clock_has_gone()
    {
        _ledger.Count(Site, "bot", RejectionReason.Bot);
        _time.Advance(TimeSpan.FromMinutes(1));
        _ledger.Count(Site, "bot", RejectionReason.Bot, events: 2);
        var taken = new List<DropCount>();

        _ledger.Take(taken, _ledger.OpenMinuteMs);
        Assert.Equal([1L], taken.Select(count => count.Events));
        _ledger.Take(taken, _ledger.OpenMinuteMs - 600_000);
        Assert.Equal([1L, 2L], taken.Select(count => count.Events));
        _ledger.Take(taken, exceptMinuteMs: null);
        Assert.Equal(2, taken.Select(count => count.RecordId).Distinct().Count());
    }

    [Fact]
    public void What_finds_no_key_free_is_counted_without_its_site_and_no_event_is_left_out()
    {
        const int Minutes = DropLedger.KeysMax + 500;
        for (var i = 0; i < Minutes; i++)
        {
            _ledger.Count(Site, "log", RejectionReason.LogUnavailable);
            _time.Advance(TimeSpan.FromMinutes(1));
        }

        var counts = _ledger.Snapshot();
        Assert.Equal(DropLedger.KeysMax + 1, counts.Count);
        Assert.Equal(500, counts.Single(count => count.Key.SiteId == Guid.Empty).Value);
        Assert.Equal(Minutes, counts.Values.Sum());
    }

    [Fact]
    public void Counting_what_was_counted_before_allocates_nothing() =>
        Assert.Equal(0, Allocations.Least(() =>
        {
            for (var i = 0; i < 100; i++)
            {
                _ledger.Count(Site, "bot", RejectionReason.Bot);
            }
        }));
}
