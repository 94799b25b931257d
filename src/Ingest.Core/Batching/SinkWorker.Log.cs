using Ingest.Core.Quarantine;
using Ingest.Core.Sinks;
using Microsoft.Extensions.Logging;

namespace Ingest.Core.Batching;

internal static partial class SinkWorkerLog
{
    [LoggerMessage(1, LogLevel.Information, "Sink {Sink} starts at address {Address} of the log, {Backlog} events behind")]
    public static partial void Started(ILogger logger, string sink, long address, long backlog);

    [LoggerMessage(2, LogLevel.Information, "Sink {Sink} sends the range {Range} again, whose outcome the last run did not learn")]
    public static partial void PendingSentAgain(ILogger logger, string sink, LogRange range);

    // The schedule spaces these: ten within the first minute of an outage, then one each Batching:RetryDelayMax.
    [LoggerMessage(3, LogLevel.Warning, "Sink {Sink} did not take {Range}, try {Tries}, next in {Delay}: {Error}")]
    public static partial void DeliveryFailed(ILogger logger, string sink, LogRange range, int tries, TimeSpan delay, string error);

    [LoggerMessage(4, LogLevel.Information, "Sink {Sink} has recovered after {Failures} failed tries")]
    public static partial void Recovered(ILogger logger, string sink, int failures);

    [LoggerMessage(5, LogLevel.Warning, "The cursor of sink {Sink} was not saved, try {Tries}, next in {Delay}: {Error}")]
    public static partial void CursorNotSaved(ILogger logger, string sink, int tries, TimeSpan delay, string error);

    [LoggerMessage(6, LogLevel.Error, "Sink {Sink} passes {Count} records in {Range} that cannot be read: they are damaged, or of a newer version")]
    public static partial void RecordsDamaged(ILogger logger, string sink, long count, LogRange range);

    [LoggerMessage(7, LogLevel.Critical, "The worker of sink {Sink} has ended: nothing is delivered until a restart. What it has not delivered stays in the log")]
    public static partial void Ended(ILogger logger, Exception fault, string sink);

    [LoggerMessage(9, LogLevel.Debug, "Sink {Sink} refuses {Range} for its data; looking for the record in each half")]
    public static partial void Isolating(ILogger logger, string sink, LogRange range);

    [LoggerMessage(10, LogLevel.Error, "Sink {Sink} refuses record {Record}, which is set aside: {Error}")]
    public static partial void SetAside(ILogger logger, string sink, QuarantineId record, string error);

    [LoggerMessage(11, LogLevel.Error, "Sink {Sink} refuses record {Record}, which cannot be set aside, next try in {Delay}: {Error}")]
    public static partial void NotSetAside(ILogger logger, string sink, QuarantineId record, TimeSpan delay, string error);

    [LoggerMessage(17, LogLevel.Warning, "Sink {Sink} holds at {Range}, whose damaged bytes were not kept, try {Tries}, next in {Delay}: {Error}")]
    public static partial void DamageNotKept(ILogger logger, string sink, LogRange range, int tries, TimeSpan delay, string error);
}
