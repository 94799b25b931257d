using Ingest.Core.Log;
using Xunit;

namespace Ingest.Tests.Log;

/// <summary>The base of the contract tests, each of which runs on both implementations.</summary>
public abstract class LogContractTests
{
    public static TheoryData<string> Kinds => ["memory", "faster"];

    protected static TimeSpan Deadline { get; } = TimeSpan.FromSeconds(30);
}

public sealed class LogOrderingTests : LogContractTests
{
    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Records_come_back_in_the_order_of_their_appends(string kind)
    {
        await using var harness = LogHarness.Create(kind);
        var records = await harness.AppendAsync(3_000, bytes: 300);
        Bytes.AssertSame(records, harness.ReadAll());
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Records_of_every_size_come_back(string kind)
    {
        await using var harness = LogHarness.Create(kind);
        var records = Enumerable.Range(1, 700).Select(i => Bytes.Of(i, (i * 97 % 9_000) + 1)).ToList();
        records.Add(Bytes.Of(0, harness.Log.RecordBytesMax));
        records.Add([1]);
        records.ForEach(record => Assert.True(harness.Log.TryAppend(record, out _)));
        await harness.Log.CommitAsync(CancellationToken.None);
        Bytes.AssertSame(records, harness.ReadAll());
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task A_reader_goes_on_at_an_address_it_returned(string kind)
    {
        await using var harness = LogHarness.Create(kind);
        var records = await harness.AppendAsync(1_000, bytes: 500);
        using var reader = harness.Log.OpenReader(0);
        for (var i = 0; i < records.Count; i++)
        {
            if (i % 50 == 0)
            {
                Bytes.AssertSame(records[i..], harness.ReadAll(reader.Address));
            }

            Assert.True(reader.TryRead(out var record));
            Assert.True(record.SequenceEqual(records[i]));
        }

        Assert.Equal(harness.Log.CommittedUntilAddress, reader.Address);
        Assert.Equal(0, reader.DamagedRecords);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Appenders_and_a_reader_do_not_disturb_each_other(string kind)
    {
        const int Appenders = 4;
        const int Each = 3_000;
        await using var harness = LogHarness.Create(kind);
        var log = harness.Log;
        var appended = Task.WhenAll(Enumerable.Range(0, Appenders).Select(appender => Task.Run(() =>
        {
            var record = new byte[200];
            for (var i = 0; i < Each; i++)
            {
                BitConverter.TryWriteBytes(record, (appender * Each) + i);
                Assert.True(log.TryAppend(record, out _));
            }
        })));
        var committed = Task.Run(async () =>
        {
            while (!appended.IsCompleted)
            {
                await log.CommitAsync(CancellationToken.None);
            }

            await log.CommitAsync(CancellationToken.None);
        });

        var seen = await Task.Run(() => ReadAsync(log, Appenders * Each)).WaitAsync(Deadline);
        await committed;

        // All of them, and each appender's own in its order.
        Assert.Equal(Enumerable.Range(0, Appenders * Each), seen.Order());
        Assert.All(seen.GroupBy(value => value / Each), own => Assert.Equal(own.Order(), own));
    }

    private static async Task<List<int>> ReadAsync(IEventLog log, int count)
    {
        var seen = new List<int>();
        using var reader = log.OpenReader(0);
        while (seen.Count < count)
        {
            if (reader.TryRead(out var record))
            {
                seen.Add(BitConverter.ToInt32(record));
            }
            else
            {
                await log.WaitForCommitAsync(reader.Address, CancellationToken.None);
            }
        }

        return seen;
    }
}

public sealed class LogAcknowledgementTests : LogContractTests
{
    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task What_is_not_committed_is_not_read(string kind)
    {
        await using var harness = LogHarness.Create(kind);
        var records = await harness.AppendAsync(10, bytes: 100);
        for (var i = 0; i < 5_000; i++)
        {
            Assert.True(harness.Log.TryAppend(Bytes.Of(i, 20), out _));
        }

        Bytes.AssertSame(records, harness.ReadAll());
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task A_commit_covers_the_end_address_of_every_append_before_it(string kind)
    {
        await using var harness = LogHarness.Create(kind);
        Assert.True(harness.Log.TryAppend("one"u8, out var first));
        Assert.True(harness.Log.TryAppend("two"u8, out var second));
        Assert.True(first < second);
        Assert.True(harness.Log.CommittedUntilAddress < first);

        await harness.Log.CommitAsync(CancellationToken.None);

        Assert.True(harness.Log.CommittedUntilAddress >= second);
        Assert.Equal(harness.Log.TailAddress, harness.Log.CommittedUntilAddress);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Waiting_ends_with_the_next_commit(string kind)
    {
        await using var harness = LogHarness.Create(kind);
        var waiting = harness.Log.WaitForCommitAsync(harness.Log.CommittedUntilAddress, CancellationToken.None).AsTask();
        Assert.True(harness.Log.TryAppend("one"u8, out _));
        Assert.False(waiting.IsCompleted);

        await harness.Log.CommitAsync(CancellationToken.None);

        await waiting.WaitAsync(Deadline);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Waiting_can_be_cancelled_and_ends_when_the_log_is_closed(string kind)
    {
        var harness = LogHarness.Create(kind);
        using var cancel = new CancellationTokenSource();
        var cancelled = harness.Log.WaitForCommitAsync(harness.Log.TailAddress, cancel.Token).AsTask();
        var closed = harness.Log.WaitForCommitAsync(harness.Log.TailAddress, CancellationToken.None).AsTask();

        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled.WaitAsync(Deadline));
        var log = harness.Log;
        await harness.DisposeAsync();

        await Assert.ThrowsAsync<EventLogException>(() => closed.WaitAsync(Deadline));
        Assert.False(log.TryAppend("late"u8, out _));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task A_commit_of_nothing_returns(string kind)
    {
        await using var harness = LogHarness.Create(kind);
        await harness.Log.CommitAsync(CancellationToken.None).AsTask().WaitAsync(Deadline);
        await harness.AppendAsync(1, bytes: 10);
        await harness.Log.CommitAsync(CancellationToken.None).AsTask().WaitAsync(Deadline);
        Assert.Single(harness.ReadAll());
    }
}
