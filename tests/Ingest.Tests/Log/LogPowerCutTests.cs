using Ingest.Core.Files;
using Ingest.Core.Log;

namespace Ingest.Tests.Log;

/// <summary>
/// Random acts on the log and on a plain list, over a disk that loses what was not flushed at a power cut, and whose writes and flushes fail now and
/// then. What was committed is there, in order, once; what was not is there as a whole or not at all. A seed that ever failed is kept in the list of
/// seeds, which are run first; besides those each run takes a new one, which the failure names.
/// </summary>
public sealed class LogPowerCutTests
{
    private const int Acts = 100;

    public static TheoryData<int> Seeds => [1, 2, 3, 4, 5, 6, 75843605, .. Enumerable.Range(0, 2).Select(_ => Random.Shared.Next())];

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task What_was_committed_survives_power_cuts_and_failing_writes(int seed)
    {
        await using var run = new Run(new Random(seed));
        for (var act = 0; act < Acts; act++)
        {
            await run.ActAsync();
        }

        run.CheckAll();
    }

    private sealed class Run(Random random) : IAsyncDisposable
    {
        private readonly List<byte[]> _committed = [];
        private readonly List<byte[]> _appended = [];
        private PowerCutHarness _harness = PowerCutHarness.Start(random, new Dictionary<string, byte[]>());
        private int _begin;
        private int _committedBegin;
        private int _next;

        private IEventLog Log => _harness.Log;

        public Task ActAsync() => random.Next(20) switch
        {
            < 9 => Do(Append),
            < 13 => CommitAsync(),
            < 15 => Do(Truncate),
            15 => CutAsync(isCommitting: false),
            < 18 => CutCommittingAsync(),
            18 => FailAsync(),
            _ => Do(CheckAll),
        };

        public void CheckAll() => Bytes.AssertSame(_committed[_begin..], _harness.ReadAll());

        public ValueTask DisposeAsync() => _harness.DisposeAsync();

        private static Task Do(Action act)
        {
            act();
            return Task.CompletedTask;
        }

        private void Append()
        {
            for (var left = random.Next(1, 40); left > 0; left--)
            {
                var bytes = random.Next(12) == 0 ? random.Next(1, Log.RecordBytesMax + 1) : random.Next(1, 600);
                _appended.Add(Bytes.Of(_next++, bytes));
                Assert.True(Log.TryAppend(_appended[^1], out _));
            }
        }

        private async Task CommitAsync()
        {
            await Log.CommitAsync(CancellationToken.None);
            NoteCommit();
        }

        private void NoteCommit()
        {
            _committed.AddRange(_appended);
            _appended.Clear();
            _committedBegin = _begin;
        }

        // Up to a record that was committed, as the slowest sink would.
        private void Truncate()
        {
            using var reader = Log.OpenReader(0);
            var records = random.Next(_committed.Count - _begin + 1);
            for (var i = 0; i < records; i++)
            {
                Assert.True(reader.TryRead(out _));
            }

            Log.Truncate(reader.Address);
            _begin += records;
        }

        private async Task CutCommittingAsync()
        {
            _harness.Disk.CutBeforeAct(random.Next(1, 8));
            await Log.CommitAsync(CancellationToken.None);
            if (!_harness.Disk.IsCut)
            {
                NoteCommit();
            }

            await CutAsync(isCommitting: _harness.Disk.IsCut);
        }

        // The commit under way at the cut is there or not; nothing else may differ.
        private async Task CutAsync(bool isCommitting)
        {
            _harness = await _harness.CutAsync(random);
            var read = _harness.ReadAll();
            if (isCommitting && IsThere(read, [.. _committed[_begin..], .. _appended]))
            {
                NoteCommit();
            }

            _appended.Clear();
            _begin = IsThere(read, _committed[_begin..]) ? _begin : _committedBegin;
            _committedBegin = _begin;
            CheckAll();
        }

        private async Task FailAsync()
        {
            // Appended before: the write of a page that was filled earlier may still be under way, and be the one that fails.
            var kept = _appended.Count;
            Assert.True(Log.TryAppend(Bytes.Of(_next++, 100), out _));
            _harness.Disk.FailNext(random.Next(2) == 0 ? FileActKind.Write : FileActKind.Flush);
            await Assert.ThrowsAsync<EventLogException>(() => Log.CommitAsync(CancellationToken.None).AsTask());
            Assert.False(Log.TryAppend([1], out _));
            Assert.False(_harness.Disk.IsFailing);
            _appended.RemoveRange(0, kept);
            CheckAll();
            if (random.Next(3) == 0)
            {
                await CutAsync(isCommitting: false);
                return;
            }

            await Log.ReopenAsync(CancellationToken.None);
            CheckAll();
        }

        private static bool IsThere(List<byte[]> read, List<byte[]> expected) =>
            read.Count == expected.Count && read.Zip(expected).All(pair => pair.First.AsSpan().SequenceEqual(pair.Second));
    }
}
