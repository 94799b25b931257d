using System.Net;
using Ingest.Core.Diagnostics;
using Ingest.Core.Intake.Addresses;
using Ingest.Core.Limits;

namespace Ingest.Access;

/// <summary>Counts wrong keys by the address that sent them. Bounded: as many addresses as the table has places.</summary>
internal sealed partial class FailedTries(AccessOptions options, TimeProvider time, ILogger<FailedTries> logger)
{
    // 4,096 addresses, 96 KiB.
    private readonly RateTable _table = new(sets: 1024, time);
    private readonly RateLimit _limit = new(options.FailuresPerMinute / 60.0, options.FailuresPerMinute);

    /// <summary>Counts a wrong key. Zero: it is to be answered as one; else there were too many, and this is the time until the next is.</summary>
    public TimeSpan Note(IPAddress? address, string path)
    {
        IngestMeter.WrongKeys.Add(1);
        var wait = _table.Take(AddressKey.Of(ClientIp.From(address) ?? default), 1, _limit);
        if (wait == TimeSpan.Zero)
        {
            LogWrongKey(logger, path);
        }

        return wait;
    }

    // Not whose: addresses of clients are in no file. Bounded by the limit.
    [LoggerMessage(Level = LogLevel.Warning, Message = "A request to {Path} came with a key that is none, or was revoked")]
    private static partial void LogWrongKey(ILogger logger, string path);
}
