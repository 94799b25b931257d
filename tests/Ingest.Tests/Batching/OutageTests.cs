using System.Globalization;
using System.Text.RegularExpressions;
using Ingest.Core.Batching;
using Ingest.Core.Sinks;
using Ingest.Tests.Fakes;
using Ingest.Tests.Log;

namespace Ingest.Tests.Batching;

/// <summary>One of two sinks is down for an hour at full rate, by the clock of the test, over the log on disk; then it catches up while events go on coming.</summary>
[Collection(MemoryOfTheProcess.Name)]
public sealed partial class OutageTests : IAsyncDisposable
{
    private const int EventsPerMinute = 3_000;
    private const int Minutes = 60;
    private const int RowsMax = 1_000;

    // Two batches of a thousand small rows for each sink, and the log's own pages: anything that grew with the outage would be many times that.
    private const long GrowthMax = 24L << 20;

    private readonly LogHarness.OnDisk _log = new();
    private readonly TemporaryFolder _folder = new();
    private readonly CountingSink _healthy = new("healthy");
    private readonly CountingSink _dead = new("dead") { IsDown = true };

    public async ValueTask DisposeAsync()
    {
        await _log.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task An_hour_without_a_sink_delays_nobody_else_and_is_caught_up_in_order()
    {
        var options = new BatchOptions { RowsMax = RowsMax };
        await using var process = new SinkProcess(_log.Log, _folder.Path, options, _healthy, _dead).Start();
        var memoryBefore = GC.GetTotalMemory(forceFullCollection: true);
        List<Guid> ids = [];
        for (var minute = 0; minute < Minutes; minute++)
        {
            // The append returns without the clock: intake waits for no sink.
            ids.AddRange(await process.AppendAsync(EventsPerMinute));
            await PassMinuteAsync(process);
            await process.AdvanceUntilAsync(() => _healthy.Count == ids.Count, "the healthy sink is up to date");
        }

        Assert.Equal(0, _dead.Count);
        Assert.Equal(ids.Count, process.Workers[1].State.UndeliveredEvents);
        Assert.True(process.Workers[1].State.ConsecutiveFailures > Minutes, "The dead sink was tried all the time.");
        Assert.All(Delays(process), delay => Assert.InRange(delay, TimeSpan.FromMilliseconds(50), options.RetryDelayMax));
        Assert.InRange(GC.GetTotalMemory(forceFullCollection: true) - memoryBefore - (ids.Capacity * 16L), long.MinValue, GrowthMax);
        Assert.InRange(_log.Faster.CommittedUntilAddress - _log.Faster.BeginAddress, ids.Count * 90L, long.MaxValue);

        _dead.IsDown = false;
        for (var round = 0; _dead.Count < ids.Count || round < 5; round++)
        {
            ids.AddRange(await process.AppendAsync(EventsPerMinute / 60));
            await process.AdvanceUntilAsync(() => _healthy.Count == ids.Count, "live events are not delayed by the other's catching up");
            Assert.True(round < 3_000, $"{_dead.Count} of {ids.Count} caught up");
        }

        Assert.Equal(ids, _healthy.Ids);
        Assert.Equal(ids, _dead.Ids);
    }

    // The clock moves on when the loops have come to wait for it.
    private static async Task PassMinuteAsync(SinkProcess process)
    {
        for (var step = 0; step < 6; step++)
        {
            await Poll.UntilAsync(() => process.Time.Waiting > 0, "somebody waits");
            process.Time.Advance(TimeSpan.FromSeconds(10));
        }
    }

    private static IEnumerable<TimeSpan> Delays(SinkProcess process) =>
        process.Logger.Messages.Select(message => NextIn().Match(message.Text)).Where(match => match.Success)
            .Select(match => TimeSpan.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture));

    [GeneratedRegex("next in ([0-9:.]+):", RegexOptions.None, 1000)]
    private static partial Regex NextIn();

    /// <summary>Keeps the ids alone: an hour of whole deliveries would be the memory that is measured.</summary>
    private sealed class CountingSink(string name) : ISink
    {
        private readonly List<Guid> _ids = [];
        private volatile int _count;

        public volatile bool IsDown;

        public string Name => name;

        public int Count => _count;

        public IReadOnlyList<Guid> Ids => _ids;

        public ValueTask<DeliveryOutcome> DeliverAsync(EventBatch batch, LogRange range, CancellationToken cancellationToken)
        {
            if (IsDown)
            {
                return ValueTask.FromResult(DeliveryOutcome.Retry("down"));
            }

            _ids.AddRange(batch.EventId.Values.ToArray());
            _count = _ids.Count;
            return ValueTask.FromResult(DeliveryOutcome.Delivered);
        }
    }
}
