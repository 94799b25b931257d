using System.Buffers;
using Ingest.Core.Events;
using Ingest.Core.Intake;
using Ingest.Core.Log;
using Ingest.Core.Log.Records;

namespace Ingest.Core.Diagnostics.Drops;

/// <summary>
/// Appends the counts of each closed minute to the log, from where every sink gets them as it gets events. What the log does not take stays in
/// memory and goes out later. A kill loses the open minute, and what the log has not taken.
/// </summary>
/// <remarks>Bounded: while counts wait here no further ones are taken from the ledger, which is bounded itself.</remarks>
public sealed class DropLedgerWriter(DropLedger ledger, LogAppender appender, TimeProvider time)
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private readonly List<DropCount> _waiting = [];
    private readonly EventDraft _draft = new();
    private readonly ArrayBufferWriter<byte> _record = new();

    /// <summary>Writes at the end of each minute, and once more, with the open minute, when cancelled: at the stop, when nothing is dropped any more.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        bool stopping;
        do
        {
            var intoMinute = new TimeSpan(time.GetUtcNow().Ticks % Minute.Ticks);
            await Task.Delay(Minute - intoMinute, time, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            stopping = stop.IsCancellationRequested;
            await WriteAsync(stopping ? null : ledger.OpenMinuteMs);
        }
        while (!stopping);
    }

    private async Task WriteAsync(long? exceptMinuteMs)
    {
        if (_waiting.Count == 0)
        {
            ledger.Take(_waiting, exceptMinuteMs);
        }

        var request = new IntakeRequest { Origin = RequestOrigin.Ledger };
        request.Add();
        var appended = Append(request);
        appender.Enlist(request, appended: 0);
        await request.Completion;

        // After a failed commit nobody knows whether they are on disk: they go out again under the same identities.
        if (request.Result(0).Reason == RejectionReason.None)
        {
            _waiting.RemoveRange(0, appended);
        }
    }

    private int Append(IntakeRequest request)
    {
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        for (var i = 0; i < _waiting.Count; i++)
        {
            _draft.Clear();
            SideDrafts.FillRejections(_draft, _waiting[i], now);
            _record.ResetWrittenCount();
            RecordEncoder.Encode(_draft, _record);
            if (appender.Append(request, _draft, _record.WrittenSpan) != RejectionReason.None)
            {
                return i;
            }
        }

        return _waiting.Count;
    }
}
