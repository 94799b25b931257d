using System.CommandLine;
using Ingest.Settings;
using Ingest.Sinks.ClickHouse;
using Ingest.Sinks.ClickHouse.Building;
using Ingest.Sinks.ClickHouse.Client;

namespace Ingest.Commands.Build;

/// <summary><c>ingest build</c>: makes the tables of visits and pages of the facts, as the server does by itself when it comes to it.</summary>
internal static class BuildCommand
{
    // Hours that the builder knows: from 1970 to 2049.
    private static readonly DateOnly Earliest = new(1970, 1, 2);
    private static readonly DateOnly Latest = new(2049, 11, 1);

    private static readonly TimeSpan BuildMax = TimeSpan.FromHours(1);

    /// <summary>The command.</summary>
    public static Command Create()
    {
        var from = DayOption.Create("--from", "First day to build, UTC (default: the first with events)", Earliest, Latest);
        var to = DayOption.Create("--to", "Day behind the last one, UTC (default: until an hour ago)", Earliest, Latest);
        var all = new Option<bool>("--all") { Description = "Build anew what is built already, too" };
        var verify = new Option<bool>("--verify") { Description = "Build nothing: compare what is built with the facts, by site and hour" };
        var mend = new Option<bool>("--mend") { Description = "With --verify: build anew what differs, and compare it again" };
        var endpoint = EndpointOption.Create("ClickHouse's HTTP address (default: ClickHouse:Endpoint, or that of the server running on the data folder)");
        var data = DataOption.Create();
        var command = new Command("build", """
            Build event_visit_built and event_page_built of the facts, by closed hours. The server does it by itself, every minute; what is
            not built is read from the facts, so that no figure waits for it. Run it after a large import, to have it done at once, and with
            --all after a restore, or when a release says so. Stopped anywhere and run again, it goes on.
            --verify counts visits, views, custom events and pages of every hour that is read from the tables, there and in the facts.
            Exit code 0: all are equal; 1: not.

            Examples:
              ingest build
              ingest build --from 2026-01-01 --to 2026-02-01
              ingest build --all --data /var/lib/ingest
              ingest build --verify --from 2026-01-01 --mend
            """)
        {
            from, to, all, verify, mend, endpoint, data,
        };
        command.SetAction((parsed, cancellation) => CommandFailure.GuardAsync(async () =>
        {
            var (first, end) = (parsed.GetValue(from) ?? Earliest, parsed.GetValue(to) ?? Latest);
            if (first >= end)
            {
                throw new CommandException($"--from {first:yyyy-MM-dd} is not before --to {end:yyyy-MM-dd}: --to is the day behind the last one");
            }

            var (verifies, mends, anew) = (parsed.GetValue(verify), parsed.GetValue(mend), parsed.GetValue(all));
            if ((mends && !verifies) || (anew && verifies))
            {
                throw new CommandException("--mend goes with --verify, and --all without it");
            }

            var options = ClickHouseOf(parsed.GetValue(endpoint), Path.GetFullPath(parsed.GetValue(data)!));
            using var client = new ClickHouseClient(options, TimeProvider.System);
            var builder = new EventBuilder(client, options);
            return await GuardAsync(() => verifies
                ? BuildVerification.RunAsync(builder, HourOf(first), HourOf(end) - 1, mends, cancellation)
                : RunAsync(builder, HourOf(first), HourOf(end) - 1, anew, cancellation));
        }));
        return command;
    }

    private static async Task<int> RunAsync(EventBuilder builder, long firstHour, long lastHour, bool all, CancellationToken cancellationToken)
    {
        if (all)
        {
            await builder.InvalidateAsync(firstHour, lastHour, cancellationToken);
        }

        var ranges = await CountedProgress.RunAsync("building", progress => BuildAsync(builder, firstHour, lastHour, progress, cancellationToken));
        Console.WriteLine(ranges.Count == 0
            ? "Nothing to do: every closed hour is built. Hours count as closed one hour after their end, and three minutes after the last event for them came."
            : $"Built {ranges.Count} ranges from {ranges.Min(range => range.Since):yyyy-MM-dd HH:mm} to {ranges.Max(range => range.Until):yyyy-MM-dd HH:mm} UTC.");
        return 0;
    }

    private static async Task<int> GuardAsync(Func<Task<int>> work)
    {
        try
        {
            return await work();
        }
        catch (Exception fault) when (fault is HttpRequestException or TimeoutException or IOException)
        {
            throw new CommandException($"ClickHouse went away: {fault.Message}. What was built counts; run the same again when it is back");
        }
        catch (ClickHouseException fault)
        {
            throw new CommandException($"ClickHouse refused: {fault.Message}");
        }
    }

    /// <summary>Builds all that is to be built between two hours. More sites than one build takes leave some for the next round; each makes fewer, or is the last.</summary>
    public static async Task<List<BuildRange>> BuildAsync(EventBuilder builder, long firstHour, long lastHour, Action<long, long>? progress, CancellationToken cancellationToken)
    {
        var built = new List<BuildRange>();
        var before = long.MaxValue;
        for (var found = await builder.FindAsync(firstHour, lastHour, cancellationToken); found.Count > 0; found = await builder.FindAsync(firstHour, lastHour, cancellationToken))
        {
            var left = found.Sum(range => range.Sites.Count);
            if (left >= before)
            {
                break;
            }

            before = left;
            for (var i = 0; i < found.Count; i++)
            {
                await builder.BuildAsync(found[i], cancellationToken);
                progress?.Invoke(i + 1, found.Count);
            }

            built.AddRange(found);
        }

        return built;
    }

    private static long HourOf(DateOnly day) => new DateTimeOffset(day, TimeOnly.MinValue, TimeSpan.Zero).ToUnixTimeSeconds() / 3600;

    private static ClickHouseOptions ClickHouseOf(Uri? endpoint, string dataPath)
    {
        var running = RunningServer.Find(dataPath)?.TakeOn() ?? [];
        var options = IngestSettings.ReadClickHouse(IngestSettings.Configure(new Dictionary<string, string?>(running) { ["Server:DataPath"] = dataPath })).WithRequestTimeout(BuildMax);
        return WriterAccess.Complete(options, endpoint, dataPath);
    }
}
