using System.Buffers.Binary;
using System.CommandLine;
using Ingest.Log.Faster.Inspection;

namespace Ingest.Commands;

/// <summary><c>ingest log dump</c>: records as lines of JSON.</summary>
internal static class LogDumpCommand
{
    // Where a record has its site and the time of its reception, docs/log-format.md.
    private const int SiteOffset = 7;
    private const int ReceivedAtOffset = 79;
    private const int ReceivedAtEnd = 87;
    private const int BufferBytes = 1 << 20;

    public static Command Create()
    {
        var target = LogTarget.CreateOptions();
        var from = new Option<long?>("--from") { Description = "First address (default: the oldest)", HelpName = "ADDRESS" };
        var to = new Option<long?>("--to") { Description = "Address to stop at (default: the end)", HelpName = "ADDRESS" };
        var last = new Option<int?>("--last") { Description = "The last N of what the other options leave", HelpName = "N" };
        var site = new Option<Guid?>("--site") { Description = "Records of this site only; damage is shown all the same", HelpName = "UUID" };
        var since = new Option<DateTimeOffset?>("--since") { Description = "Received at this time or later, for example 2026-11-20T03:00Z", HelpName = "TIME" };
        var before = new Option<DateTimeOffset?>("--until") { Description = "Received before this time", HelpName = "TIME" };
        var command = new Command("dump", """
            Print records as lines of JSON, each with its address. Damage is a line with "damaged" and the bytes in hex.

            Examples:
              ingest log dump --last 10
              ingest log dump --from 4096 --to 8192 > range.ndjson
              ingest log dump --since 2026-11-20T03:00Z --site 0198c0de-0000-7000-8000-000000000001
            """)
        {
            target.Data, target.Path, from, to, last, site, since, before,
        };
        command.SetAction((parsed, cancellation) => CommandFailure.GuardAsync(() =>
        {
            var named = LogTarget.From(parsed, target);
            using var locked = named.Lock();
            var log = StoppedLog.Open(LogFiles.Read(named.LogPath));
            var filter = new Filter(parsed.GetValue(from) ?? 0, parsed.GetValue(to) ?? long.MaxValue, parsed.GetValue(site), parsed.GetValue(since), parsed.GetValue(before));
            Dump(log, filter, parsed.GetValue(last), cancellation);
            return Task.FromResult(0);
        }));
        return command;
    }

    private static void Dump(StoppedLog log, Filter filter, int? last, CancellationToken cancellation)
    {
        // The last ones are found by a first walk that keeps their addresses.
        filter = last is { } count ? filter with { From = FirstOfLast(log, filter, count) } : filter;
        using var output = new BufferedStream(Console.OpenStandardOutput(), BufferBytes);
        using var json = new LogRecordJson(output);
        foreach (var entry in Entries(log, filter))
        {
            cancellation.ThrowIfCancellationRequested();
            json.Write(entry);
        }
    }

    private static long FirstOfLast(StoppedLog log, Filter filter, int count)
    {
        var addresses = new Queue<long>();
        foreach (var entry in count > 0 ? Entries(log, filter) : [])
        {
            addresses.Enqueue(entry.Address);
            _ = addresses.Count > count && addresses.TryDequeue(out _);
        }

        return addresses.TryPeek(out var first) ? first : log.UntilAddress;
    }

    // A page always begins with an entry, an address somewhere in it may not.
    private static IEnumerable<LogEntry> Entries(StoppedLog log, Filter filter)
    {
        var page = log.Identity.PageBytes;
        var start = Math.Max(log.BeginAddress, filter.From / page * page);
        return log.Walk(start, log.UntilAddress).TakeWhile(entry => entry.Address < filter.To).Where(filter.Takes);
    }

    private sealed record Filter(long From, long To, Guid? Site, DateTimeOffset? Since, DateTimeOffset? Until)
    {
        public bool Takes(LogEntry entry)
        {
            if (entry.Address < From)
            {
                return false;
            }

            var record = entry.Bytes.Span;
            if (entry.Kind != LogEntryKind.Record || record.Length < ReceivedAtEnd)
            {
                return true;
            }

            var receivedAt = BinaryPrimitives.ReadInt64LittleEndian(record[ReceivedAtOffset..]);
            return (Site is null || Site == new Guid(record.Slice(SiteOffset, 16), bigEndian: true))
                && (Since is null || receivedAt >= Since.Value.ToUnixTimeMilliseconds())
                && (Until is null || receivedAt < Until.Value.ToUnixTimeMilliseconds());
        }
    }
}
