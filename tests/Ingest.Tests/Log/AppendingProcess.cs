using System.Globalization;
using Ingest.Core.Intake;
using Ingest.Core.Log;
using Ingest.Log.Faster;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace Ingest.Tests.Log;

/// <summary>
/// The process that <see cref="LogKillTests"/> kills: this assembly, run with the one explicit test below. It appends ids
/// through the group committer and writes each to its output once it is acknowledged, until it is killed.
/// </summary>
[Trait("Run", "ByName")]
public sealed class AppendingProcess
{
    public const string PathVariable = "INGEST_TEST_APPEND_TO";
    public const string FirstVariable = "INGEST_TEST_APPEND_FROM";
    public const string AcknowledgedPrefix = "acknowledged ";

    private const int Appenders = 8;
    private const int RecordBytes = 300;

    private static long _next;

    [Fact(Explicit = true)]
    public async Task Appends_until_it_is_killed()
    {
        var path = Environment.GetEnvironmentVariable(PathVariable);
        Assert.SkipWhen(path is null, "Run by LogKillTests only.");
        _next = long.Parse(Environment.GetEnvironmentVariable(FirstVariable)!, CultureInfo.InvariantCulture);
        await RunAsync(path!);
    }

    internal static LogOptions Options(string path) => new()
    {
        Path = path,
        PageBytes = LogHarness.PageBytes,
        SegmentBytes = 4 * LogHarness.PageBytes,
        MemoryBytes = 4 * LogHarness.PageBytes,
    };

    private static async Task RunAsync(string path)
    {
        await using var log = FasterEventLog.Open(Options(path), TimeProvider.System, NullLogger<FasterEventLog>.Instance);
        await using var committer = new GroupCommitter(log, Options(path), TimeProvider.System, NullLogger<GroupCommitter>.Instance);
        committer.Start();
        await Task.WhenAll(Enumerable.Range(0, Appenders).Select(_ => Task.Run(() => AppendAsync(log, committer))));
    }

    private static async Task AppendAsync(FasterEventLog log, GroupCommitter committer)
    {
        var record = new byte[RecordBytes];
        while (true)
        {
            var request = new IntakeRequest();
            request.Add();
            var id = Interlocked.Increment(ref _next);
            BitConverter.TryWriteBytes(record, id);
            if (!log.TryAppend(record, out var end))
            {
                return;
            }

            request.CommitAddress = end;
            committer.Enlist(request);
            await request.Completion;
            if (request.Result(0).Reason == RejectionReason.None)
            {
                await Console.Out.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{AcknowledgedPrefix}{id}"));
            }
        }
    }
}
