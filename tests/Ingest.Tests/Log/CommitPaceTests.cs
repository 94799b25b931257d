using Ingest.Core.Log;
using Ingest.Tests.Fakes;

namespace Ingest.Tests.Log;

public sealed class CommitPaceTests
{
    private readonly ManualTime _time = new();
    private readonly CommitPace _pace;

    public CommitPaceTests() => _pace = new CommitPace(_time);

    [Fact]
    public void The_first_commit_is_not_held_back() => Assert.True(_pace.Left <= TimeSpan.Zero);

    [Theory]
    [InlineData(0)]
    [InlineData(CommitPace.BusyCountMin - 1)]
    public void After_few_requests_the_next_commit_is_not_held_back(int count)
    {
        _pace.NoteBegun(count);
        Assert.True(_pace.Left <= TimeSpan.Zero);
    }

    [Fact]
    public void After_many_requests_commits_begin_two_milliseconds_apart()
    {
        _pace.NoteBegun(CommitPace.BusyCountMin);
        Assert.Equal(TimeSpan.FromMilliseconds(2), _pace.Left);
        _time.Advance(TimeSpan.FromMilliseconds(1.5));
        Assert.Equal(TimeSpan.FromMilliseconds(0.5), _pace.Left);
        _time.Advance(TimeSpan.FromMilliseconds(0.5));
        Assert.True(_pace.Left <= TimeSpan.Zero);
    }

    [Fact]
    public void A_commit_of_few_ends_the_pace_of_many()
    {
        _pace.NoteBegun(1_000);
        _pace.NoteBegun(1);
        Assert.True(_pace.Left <= TimeSpan.Zero);
    }
}
