using System.Buffers;
using BenchmarkDotNet.Attributes;
using Ingest.Benchmarks.Messages;
using Ingest.Core.Batching;
using Ingest.Core.Diagnostics.Drops;
using Ingest.Core.Enrichment;
using Ingest.Core.Intake;
using Ingest.Core.Intake.EventIds;
using Ingest.Core.Intake.Parsing;
using Ingest.Core.Log;
using Ingest.Core.Registry;
using Ingest.Core.Sites;
using Microsoft.Extensions.Logging.Abstractions;

namespace Ingest.Benchmarks.Ladder;

/// <summary>
/// From the bytes of so many requests, one pageview each, until all are on disk: the queue, the real worker and the real committer, on the threads
/// that the server uses. What an endpoint waits for.
/// </summary>
public class CommitLadder
{
    private static readonly ReadOnlySequence<byte> Body = new(SampleMessages.Pageview);

    private readonly TemporaryFolder _folder = new();
    private readonly IntakeQueue _queue = new(capacity: 4096, TimeSpan.FromSeconds(10), TimeProvider.System);
    private EnrichmentSteps _steps = null!;
    private DrainedLog _log = null!;
    private GroupCommitter _committer = null!;
    private IntakeRequest[] _requests = [];
    private Task _working = Task.CompletedTask;

    /// <summary>Requests that wait at once.</summary>
    [Params(1, 64, 256)]
    public int Requests { get; set; }

    /// <summary>Starts the worker and the committer.</summary>
    [GlobalSetup]
    public void Open()
    {
        var sites = SiteDirectory.OpenAsync(new DocumentFile(_folder.File("sites.json"), TimeProvider.System), TimeProvider.System, NullLogger.Instance).GetAwaiter().GetResult();
        sites.AddAsync("Benchmark", SampleMessages.Site).GetAwaiter().GetResult();
        _steps = new EnrichmentSteps(sites, SampleDatabase.PathIn(_folder));
        _log = new DrainedLog(_folder.File("log"));
        _committer = new GroupCommitter(_log.Log, new LogOptions(), TimeProvider.System, NullLogger<GroupCommitter>.Instance);
        _committer.Start();
        var appender = new LogAppender(_log.Log, new EventIdIndex(1_000_000, EventIdSnapshot.CreateEmpty()), _committer, new LogTally());
        var drops = new DropLedger(_ => true, TimeProvider.System);
        var worker = new EnrichmentWorker(_steps.WithLocation, appender, drops, NullLogger<EnrichmentWorker>.Instance);
        _working = Task.Run(() => worker.RunAsync(_queue));
        _requests = [.. Enumerable.Range(0, Requests).Select(_ => new IntakeRequest())];
    }

    /// <summary>Stops both and removes the folder.</summary>
    [GlobalCleanup]
    public void Close() => CloseAsync().GetAwaiter().GetResult();

    /// <summary>Sends the requests and waits for all of them.</summary>
    [Benchmark]
    [Rung("intake", 9, "+ queue, worker, group commit", IsThreaded = true)]
    public async Task CommitAsync()
    {
        foreach (var request in _requests)
        {
            await EnqueueAsync(request);
        }

        foreach (var request in _requests)
        {
            await request.Completion;
            if (request.Result(0).Reason != RejectionReason.None)
            {
                throw new InvalidOperationException($"A message of the benchmark was refused: {request.Result(0).Reason}.");
            }
        }

        _log.TruncateWhenLarge();
    }

    private ValueTask<RejectionReason> EnqueueAsync(IntakeRequest request)
    {
        request.Clear();
        request.Context.ReceivedAtMs = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
        request.Context.UserAgent = request.Arena.Append(SampleMessages.Browser);
        request.Context.ClientAddress = request.Arena.Append(SampleMessages.Address);
        PayloadParser.ParseSend(Body, request);
        return _queue.EnqueueAsync(request, CancellationToken.None);
    }

    private async Task CloseAsync()
    {
        _queue.Close();
        await _working;
        await _committer.DisposeAsync();
        await _log.DisposeAsync();
        _steps.Dispose();
        _folder.Dispose();
    }
}
