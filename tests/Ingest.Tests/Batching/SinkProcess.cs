using System.Buffers;
using Ingest.Core.Batching;
using Ingest.Core.Diagnostics;
using Ingest.Core.Events;
using Ingest.Core.Log;
using Ingest.Core.Log.Records;
using Ingest.Core.Quarantine;
using Ingest.Core.Sinks;
using Ingest.Tests.Fakes;

namespace Ingest.Tests.Batching;

/// <summary>What one process has of batching: workers over a log and a folder that outlive it. Left undisposed, it is a process that was killed.</summary>
internal sealed class SinkProcess : IAsyncDisposable
{
    private readonly IEventLog _log;

    public SinkProcess(IEventLog log, string folder, BatchOptions options, params ISink[] sinks)
        : this(log, new QuarantineStore(Path.Combine(folder, "quarantine")), folder, options, sinks)
    {
    }

    public SinkProcess(IEventLog log, QuarantineStore quarantine, string folder, BatchOptions options, params ISink[] sinks)
    {
        (_log, Quarantine) = (log, quarantine);
        Options = new SettableOptions<BatchOptions>(options);
        var context = new BatchingContext(log, new SinkCursors(log, folder), Quarantine, Tally, Health, Time, Logger);
        Workers = [.. sinks.Select(sink => new SinkWorker(sink, Options, context))];
    }

    public ManualTime Time { get; } = new();

    public LogTally Tally { get; } = new();

    public QuarantineStore Quarantine { get; }

    public PipelineHealth Health { get; } = new();

    public RecordingLogger Logger { get; } = new();

    public SettableOptions<BatchOptions> Options { get; }

    public IReadOnlyList<SinkWorker> Workers { get; }

    public SinkWorker Worker => Workers[0];

    public SinkState State => Worker.State;

    public SinkProcess Start()
    {
        foreach (var worker in Workers)
        {
            worker.Start();
        }

        return this;
    }

    /// <summary>Appends and commits events, as the intake does.</summary>
    public async Task<List<Guid>> AppendAsync(int count)
    {
        List<Guid> ids = [];
        for (var i = 0; i < count; i++)
        {
            ids.Add(Guid.NewGuid());
            Append(_log, ids[^1], Time.GetUtcNow());
        }

        Tally.Add(count);
        await _log.CommitAsync(CancellationToken.None);
        return ids;
    }

    public static void Append(IEventLog log, Guid id, DateTimeOffset receivedAt)
    {
        var draft = new EventDraft();
        draft.Clear();
        (draft.Type, draft.EventId, draft.ReceivedAtMs) = (EventType.Pageview, id, receivedAt.ToUnixTimeMilliseconds());
        var record = new ArrayBufferWriter<byte>();
        RecordEncoder.Encode(draft, record);
        Assert.True(log.TryAppend(record.WrittenSpan, out _));
    }

    /// <summary>Moves the clock until something has happened.</summary>
    public Task AdvanceUntilAsync(Func<bool> condition, string expectation) =>
        Poll.UntilAsync(
            () =>
            {
                Time.Advance(TimeSpan.FromMilliseconds(100));
                return condition();
            },
            expectation);

    public async ValueTask DisposeAsync()
    {
        foreach (var worker in Workers)
        {
            await worker.DisposeAsync();
        }
    }
}
