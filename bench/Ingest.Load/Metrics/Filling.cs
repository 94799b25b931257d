using System.Diagnostics;
using System.Globalization;
using Ingest.Load.Compare;
using Ingest.Load.Compare.Servers;

namespace Ingest.Load.Metrics;

/// <summary>Fills a server's facts with days of events, by SQL, and builds what is built of them.</summary>
internal sealed class Filling(TestServer server, MetricsOptions options, Action<string> say, TimeProvider time)
{
    // Of a visit of fill.sql: 4 of 10 have one event, the others two to twelve.
    private const double EventsPerVisit = 4.58;

    private const int HoursOfVisitsBefore = 12;

    // An insert counts as under way for three minutes.
    private const int SettleSeconds = 185;

    private static readonly Lazy<string> Sql = new(ReadSql);

    /// <summary>Fills the days that have no events yet, and builds all.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        var today = DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime);
        var visits = (long)(options.Events / EventsPerVisit / options.Days);
        for (var i = 0; i < options.Days; i++)
        {
            var day = today.AddDays(i - options.Days);
            if (await HasEventsAsync(day, stop))
            {
                continue;
            }

            await server.QueryAsync(
                Sql.Value.Replace("${database}", "ingest", StringComparison.Ordinal)
                    .Replace("{day:Date}", $"toDate('{day:yyyy-MM-dd}')", StringComparison.Ordinal)
                    .Replace("{visits:UInt64}", $"toUInt64({visits})", StringComparison.Ordinal)
                    .Replace("{sites:UInt32}", $"toUInt32({options.Sites})", StringComparison.Ordinal),
                stop);
            if (i % 10 == 9 || i == options.Days - 1)
            {
                say($"filled {i + 1} of {options.Days} days");
            }
        }

        await SettleAsync(today, stop);
        await BuildAsync(stop);
    }

    /// <summary>Rows of the facts.</summary>
    public async Task<long> CountAsync(CancellationToken stop) => (long)await server.NumberAsync("SELECT count() FROM fact_event", stop);

    // Visits of the day before go on into its first hours.
    private async Task<bool> HasEventsAsync(DateOnly day, CancellationToken stop) =>
        await server.NumberAsync($"SELECT uniqExact(hour) FROM metadata_arrival WHERE hour BETWEEN {HourOf(day)} AND {HourOf(day, plus: 22)} AND site_id = '{MetricsRun.SiteOf(0)}'", stop) > HoursOfVisitsBefore;

    private async Task SettleAsync(DateOnly today, CancellationToken stop)
    {
        var age = await server.NumberAsync($"SELECT toUnixTimestamp64Milli(now64(3)) / 1000 - toUnixTimestamp64Milli(max(arrived_at)) / 1000 FROM metadata_arrival WHERE hour < {HourOf(today)}", stop);
        if (age < SettleSeconds)
        {
            say($"waiting {SettleSeconds - age:0} s: hours are built three minutes after their last insert");
            await Task.Delay(TimeSpan.FromSeconds(SettleSeconds - age), time, stop);
        }
    }

    private async Task BuildAsync(CancellationToken stop)
    {
        say("building");
        using var process = Process.Start(new ProcessStartInfo("dotnet", [options.Ingest, "build", "--data", options.DataPath]))!;
        await process.WaitForExitAsync(stop);
        if (process.ExitCode != 0)
        {
            throw new CompareException("ingest build failed: see what it said above.");
        }
    }

    private static string HourOf(DateOnly day, int plus = 0) =>
        ((new DateTimeOffset(day, TimeOnly.MinValue, TimeSpan.Zero).ToUnixTimeSeconds() / 3600) + plus).ToString(CultureInfo.InvariantCulture);

    private static string ReadSql()
    {
        using var reader = new StreamReader(typeof(Filling).Assembly.GetManifestResourceStream("fill.sql")!);
        return reader.ReadToEnd();
    }
}
