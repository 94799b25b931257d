using System.Globalization;
using Ingest.Core.Files;
using Ingest.Core.Log;
using Ingest.Log.Faster;
using Microsoft.Extensions.Logging.Abstractions;

namespace Ingest.Tests.Log;

/// <summary>One kind of log for the contract tests. The pages are small, so that few records cross many.</summary>
internal abstract class LogHarness : IAsyncDisposable
{
    public const int PageBytes = 64 * 1024;

    public abstract IEventLog Log { get; }

    public LogOptions Options { get; } = new()
    {
        PageBytes = PageBytes,
        SegmentBytes = 4 * PageBytes,
        MemoryBytes = 4 * PageBytes,
    };

    public static LogHarness Create(string kind) => kind == "faster" ? new OnDisk() : new InMemory();

    /// <summary>Ends the log as a killed process would, what was not committed included, and opens it again.</summary>
    public abstract Task CrashAsync();

    public abstract ValueTask DisposeAsync();

    public async Task<List<byte[]>> AppendAsync(int count, int bytes, int seed = 1)
    {
        var records = Enumerable.Range(0, count).Select(i => Bytes.Of(seed + i, bytes)).ToList();
        records.ForEach(record => Assert(Log.TryAppend(record, out _)));
        await Log.CommitAsync(CancellationToken.None);
        return records;
    }

    public List<byte[]> ReadAll(long from = 0)
    {
        using var reader = Log.OpenReader(from);
        var read = new List<byte[]>();
        while (reader.TryRead(out var record))
        {
            read.Add(record.ToArray());
        }

        return read;
    }

    private static void Assert(bool condition) => Xunit.Assert.True(condition);

    internal sealed class InMemory : LogHarness
    {
        private readonly MemoryEventLog _log;

        public InMemory() => _log = new MemoryEventLog(PageBytes, Options);

        public override IEventLog Log => _log;

        public override Task CrashAsync()
        {
            _log.Reopen();
            return Task.CompletedTask;
        }

        public override ValueTask DisposeAsync() => _log.DisposeAsync();
    }

    internal sealed class OnDisk : LogHarness
    {
        private FasterEventLog? _log;

        private readonly IDisposable? _watching;

        public OnDisk(FileWatch? watch = null)
        {
            Options.Path = Directory.CreateTempSubdirectory("ingest-log-").FullName;
            _watching = watch is null ? null : FileWatch.Attach(Options.Path, watch);
            _log = Open();
        }

        public override IEventLog Log => _log!;

        public FasterEventLog Faster => _log!;

        public string CommitsPath => Path.Combine(Options.Path, "commits");

        public string SegmentPath(long segment) => Path.Combine(Options.Path, $"events.log.{segment}");

        /// <summary>Numbers of the segments that have a file.</summary>
        public IEnumerable<long> Segments() =>
            Directory.GetFiles(Options.Path, "events.log.*").Select(file => long.Parse(Path.GetExtension(file.AsSpan())[1..], CultureInfo.InvariantCulture));

        public FasterEventLog Open() => FasterEventLog.Open(Options, TimeProvider.System, NullLogger<FasterEventLog>.Instance);

        public override async Task CrashAsync()
        {
            await CloseAsync();
            _log = Open();
        }

        public void Reopen() => _log = Open();

        // Nothing is committed on the way out, so this leaves what a kill leaves.
        public async Task CloseAsync()
        {
            if (_log is { } log)
            {
                _log = null;
                await log.DisposeAsync();
            }
        }

        public override async ValueTask DisposeAsync()
        {
            await CloseAsync();
            _watching?.Dispose();
            Directory.Delete(Options.Path, recursive: true);
        }
    }
}
