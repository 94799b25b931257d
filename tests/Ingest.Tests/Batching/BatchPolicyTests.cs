using Ingest.Core.Batching;
using Ingest.Tests.Fakes;

namespace Ingest.Tests.Batching;

public sealed class BatchPolicyTests
{
    private readonly ManualTime _time = new();
    private readonly BatchOptions _options = new() { RowsMax = 10, RecordBytesMax = 1000, AgeMax = TimeSpan.FromSeconds(1) };
    private readonly BatchPolicy _policy;

    public BatchPolicyTests()
    {
        _policy = new BatchPolicy(_time);
        _policy.Start();
    }

    [Theory]
    [InlineData(9, 999, CloseReason.None)]
    [InlineData(10, 999, CloseReason.Rows)]
    [InlineData(9, 1000, CloseReason.Bytes)]
    [InlineData(10, 1000, CloseReason.Rows)]
    internal void Closes_when_a_limit_is_reached(int rows, long bytes, CloseReason expected) =>
        Assert.Equal(expected, BatchPolicy.DecideBySize(rows, bytes, _options));

    [Fact]
    public void An_empty_batch_waits_for_ever()
    {
        _time.Advance(TimeSpan.FromHours(1));

        Assert.Equal(Timeout.InfiniteTimeSpan, _policy.Remaining(_options));
        Assert.Equal(CloseReason.None, _policy.DecideByAge(_options));
    }

    [Fact]
    public void Age_counts_from_the_first_record_and_not_from_later_ones()
    {
        _time.Advance(TimeSpan.FromHours(1));
        _policy.NoteRecord();
        _time.Advance(TimeSpan.FromMilliseconds(600));
        _policy.NoteRecord();
        Assert.Equal(TimeSpan.FromMilliseconds(400), _policy.Remaining(_options));
        Assert.Equal(CloseReason.None, _policy.DecideByAge(_options));

        _time.Advance(TimeSpan.FromMilliseconds(400));

        Assert.Equal(CloseReason.Age, _policy.DecideByAge(_options));
    }

    [Fact]
    public void The_next_batch_has_an_age_of_its_own()
    {
        _policy.NoteRecord();
        _time.Advance(TimeSpan.FromSeconds(5));
        _policy.Start();
        Assert.Equal(CloseReason.None, _policy.DecideByAge(_options));

        _policy.NoteRecord();

        Assert.Equal(TimeSpan.FromSeconds(1), _policy.Remaining(_options));
    }

    [Fact]
    public void Shorter_options_hold_for_the_open_batch()
    {
        _policy.NoteRecord();
        _time.Advance(TimeSpan.FromMilliseconds(300));

        Assert.Equal(CloseReason.Age, _policy.DecideByAge(new BatchOptions { AgeMax = TimeSpan.FromMilliseconds(200) }));
        Assert.Equal(CloseReason.None, _policy.DecideByAge(_options));
    }
}
