using System.Buffers;
using Ingest.Benchmarks.Messages;
using Ingest.Core.Batching;
using Ingest.Core.Enrichment;
using Ingest.Core.Intake;
using Ingest.Core.Intake.EventIds;
using Ingest.Core.Intake.Parsing;
using Ingest.Core.Log;
using Ingest.Core.Log.Records;
using Ingest.Core.Registry;
using Ingest.Core.Sites;
using Microsoft.Extensions.Logging.Abstractions;

namespace Ingest.Benchmarks.Ladder;

/// <summary>One worker's way from the bytes of a body to the log, with the server's own parts, up to a stage that the caller names.</summary>
internal sealed class EventPath : IAsyncDisposable
{
    // A fixed hour: salts and tokens are the same in every run.
    private const long ReceivedAtMs = 1_760_000_000_000;

    private readonly TemporaryFolder _folder = new();
    private readonly EnrichmentSteps _steps;
    private readonly DrainedLog _log;
    private readonly GroupCommitter _committer;
    private readonly LogAppender _appender;
    private readonly EnrichmentContext _context = new();
    private readonly ArrayBufferWriter<byte> _record = new(4096);
    private byte[] _token = [];

    public EventPath()
    {
        var sites = SiteDirectory.OpenAsync(new DocumentFile(_folder.File("sites.json"), TimeProvider.System), TimeProvider.System, NullLogger.Instance).GetAwaiter().GetResult();
        sites.AddAsync("Benchmark", SampleMessages.Site).GetAwaiter().GetResult();
        _steps = new EnrichmentSteps(sites, SampleDatabase.PathIn(_folder));
        _log = new DrainedLog(_folder.File("log"));
        _committer = new GroupCommitter(_log.Log, new LogOptions(), TimeProvider.System, NullLogger<GroupCommitter>.Instance);
        _appender = new LogAppender(_log.Log, new EventIdIndex(1_000_000, EventIdSnapshot.CreateEmpty()), _committer, new LogTally());
        TakeToken();
    }

    /// <summary>The request that is received and processed, again and again.</summary>
    public IntakeRequest Request { get; } = new();

    /// <summary>The last record that was made.</summary>
    public ReadOnlySpan<byte> Record => _record.WrittenSpan;

    /// <summary>Notes the headers, then parses and validates a body of <c>/api/send</c>.</summary>
    public void Receive(ReadOnlySequence<byte> body, ReadOnlySpan<byte> agent, ReadOnlySpan<byte> address)
    {
        Note(agent, address);
        Require(PayloadParser.ParseSend(body, Request).Reason);
    }

    /// <summary>The same for a body of <c>/api/batch</c>.</summary>
    public void ReceiveBatch(ReadOnlySequence<byte> body, ReadOnlySpan<byte> agent, ReadOnlySpan<byte> address)
    {
        Note(agent, address);
        Require(PayloadParser.ParseBatch(body, 5000, Request).Reason);
    }

    /// <summary>Takes every message of the request as far as the stage.</summary>
    /// <returns>Number of messages.</returns>
    public int Process(Stage until)
    {
        var steps = until == Stage.Enrich ? _steps.Plain : _steps.WithLocation;
        for (var i = 0; i < Request.Count && until > Stage.Parse; i++)
        {
            _context.Start(Request, i);
            Enrich(steps);
            if (until >= Stage.Encode)
            {
                _record.ResetWrittenCount();
                RecordEncoder.Encode(_context.Draft, _record);
            }

            if (until >= Stage.Append)
            {
                Require(_appender.Append(Request, _context.Draft, _record.WrittenSpan));
            }
        }

        _log.DrainWhenLarge();
        return Request.Count;
    }

    public async ValueTask DisposeAsync()
    {
        await _committer.DisposeAsync();
        await _log.DisposeAsync();
        _steps.Dispose();
        _folder.Dispose();
    }

    private void Enrich(IReadOnlyList<IEnricher> steps)
    {
        for (var i = 0; i < steps.Count; i++)
        {
            Require(steps[i].Enrich(_context));
        }
    }

    private void Note(ReadOnlySpan<byte> agent, ReadOnlySpan<byte> address)
    {
        Request.Clear();
        Request.Context.ReceivedAtMs = ReceivedAtMs;
        Request.Context.UserAgent = Request.Arena.Append(agent);
        Request.Context.ClientAddress = Request.Arena.Append(address);
        Request.Context.CacheToken = Request.Arena.Append(_token);
    }

    // Browsers bring back the token of their first event: it is read and checked, and a new one is written.
    private void TakeToken()
    {
        Receive(new ReadOnlySequence<byte>(SampleMessages.Pageview), SampleMessages.Browser, SampleMessages.Address);
        Process(Stage.Enrich);
        _token = Request.Arena[Request.Result(0).Token].ToArray();
    }

    private static void Require(RejectionReason reason)
    {
        if (reason != RejectionReason.None)
        {
            throw new InvalidOperationException($"A message of the benchmark was refused: {reason}.");
        }
    }
}
