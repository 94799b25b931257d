using Ingest.Core.Log;
using Xunit;

namespace Ingest.Tests.Log;

/// <summary>
/// Random acts on a log and on a plain list, which must agree after each. A seed that ever failed is kept in the list of seeds;
/// besides those, each run takes a new one, which the failure names.
/// </summary>
public sealed class LogModelTests : LogContractTests
{
    private const int Acts = 220;

    public static TheoryData<string, int> Seeds
    {
        get
        {
            var data = new TheoryData<string, int>();
            foreach (var seed in (int[])[1, 2, 1029, 1085, 1100, 1115, 1134, 1150, Random.Shared.Next()])
            {
                data.Add("memory", seed);
                data.Add("faster", seed);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task A_log_behaves_like_a_list(string kind, int seed)
    {
        await using var harness = LogHarness.Create(kind);
        var run = new Run(harness, new Random(seed));
        for (var act = 0; act < Acts; act++)
        {
            await run.ActAsync();
        }

        run.CheckAll();
    }

    private sealed class Run(LogHarness harness, Random random)
    {
        // Every record ever committed, in order; those before _begin are given up, those before _durableBegin for good.
        private readonly List<byte[]> _committed = [];
        private readonly List<byte[]> _appended = [];
        private int _begin;
        private int _durableBegin;
        private int _next;
        private IEventLogReader? _reader;
        private int _read;

        public Task ActAsync() => random.Next(20) switch
        {
            < 8 => Do(Append),
            < 12 => CommitAsync(),
            < 16 => Do(Read),
            < 18 => Do(Truncate),
            18 => CrashAsync(),
            _ => Do(CheckAll),
        };

        public void CheckAll()
        {
            Bytes.AssertSame(_committed[_begin..], harness.ReadAll());
            Assert.True(harness.Log.BeginAddress <= harness.Log.CommittedUntilAddress);
            Assert.True(harness.Log.CommittedUntilAddress <= harness.Log.TailAddress);
        }

        private static Task Do(Action act)
        {
            act();
            return Task.CompletedTask;
        }

        private void Append()
        {
            for (var left = random.Next(1, 40); left > 0; left--)
            {
                var bytes = random.Next(12) == 0 ? random.Next(1, harness.Log.RecordBytesMax + 1) : random.Next(1, 600);
                _appended.Add(Bytes.Of(_next++, bytes));
                Assert.True(harness.Log.TryAppend(_appended[^1], out _));
            }
        }

        private async Task CommitAsync()
        {
            await harness.Log.CommitAsync(CancellationToken.None);
            _committed.AddRange(_appended);
            _appended.Clear();
            _durableBegin = _begin;
        }

        private void Read()
        {
            if (_reader is null)
            {
                (_reader, _read) = (harness.Log.OpenReader(0), _begin);
            }

            for (var left = random.Next(1, 100); left > 0; left--)
            {
                _read = Math.Max(_read, _begin);
                var expected = _read < _committed.Count;
                Assert.Equal(expected, _reader.TryRead(out var record));
                if (expected)
                {
                    Assert.True(record.SequenceEqual(_committed[_read++]));
                }
            }

            Assert.Equal(0, _reader.DamagedRecords);
        }

        // Up to where the reader has come, as the slowest sink would.
        private void Truncate()
        {
            if (_reader is not null && random.Next(3) == 0)
            {
                harness.Log.Truncate(_reader.Address);
                _begin = Math.Max(_begin, _read);
            }
        }

        private async Task CrashAsync()
        {
            _reader?.Dispose();
            _reader = null;
            await harness.CrashAsync();
            _appended.Clear();
            _begin = _durableBegin;
            CheckAll();
        }
    }
}
