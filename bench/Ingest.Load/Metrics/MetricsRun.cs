using System.Diagnostics;
using Ingest.Load.Compare;
using Ingest.Load.Compare.Reports;
using Ingest.Load.Compare.Servers;
using Ingest.Load.Running;

namespace Ingest.Load.Metrics;

/// <summary>Starts a server on the data folder, fills it when need be, and measures its figures while events arrive.</summary>
internal sealed class MetricsRun(MetricsOptions options, IReadOnlyList<string> arguments, TextWriter output, TimeProvider time)
{
    // Merges of what was filled in take the processors for a while, and the first seconds of the load compile the intake.
    private static readonly TimeSpan SettleFor = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan LoadMax = TimeSpan.FromHours(4);

    private readonly long _startedAt = time.GetTimestamp();

    /// <summary>The ids of the sites, that of the number 0 first; behind those with traffic is one more, which is quiet.</summary>
    public static Guid SiteOf(int number) => new($"0b5e55ed-0000-4000-8000-{number:D12}");

    /// <summary>Runs it, and writes the report.</summary>
    /// <exception cref="CompareException">Something is missing or fails; the message says what to do.</exception>
    public async Task RunAsync(CancellationToken stop)
    {
        var faults = options.Validate().ToArray();
        if (faults.Length > 0)
        {
            throw new CompareException(string.Join('\n', faults));
        }

        if (!Directory.Exists(options.DataPath))
        {
            IngestSetup.WriteSites(options.DataPath, Enumerable.Range(0, options.Sites + 1).Select(SiteOf));
        }

        var setup = new IngestSetup(SinkMode.Engine);
        await using var server = TestServer.StartIngest(new ServerBuilds(options.Ingest, ""), "ingest", options.DataPath, setup);
        await server.ReadyAsync(stop);
        var filling = new Filling(server, options, Say, time);
        await filling.RunAsync(stop);
        var report = new MetricsReport(Machine.Look(options.DataPath, time), options, arguments) { Facts = await filling.CountAsync(stop) };
        var key = await CreateKeyAsync(stop);
        using var client = new FigureClient(server.Address, key, time);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var load = LoadAsync(server, ended.Token);
        Say($"{options.Rate:#,0} events/s arrive; measuring begins in {SettleFor.TotalSeconds} s");
        await Task.WhenAny(load, Task.Delay(SettleFor, time, stop));
        await MeasureAsync(client, report, stop);
        await MeasureInBrowserAsync(new BrowserProbe(server.Address, key), report, stop);
        report.Freshness = await new FreshnessProbe(client, SiteOf(options.Sites), time).RunAsync(options.Rounds, stop);
        await ended.CancelAsync();
        report.Load = await load;
        report.Write();
        await output.WriteAsync(report.Markdown());
    }

    private async Task MeasureAsync(FigureClient client, MetricsReport report, CancellationToken stop)
    {
        // As a person goes through the pages: what a page asks at a time is of one site.
        foreach (var page in Question.All.GroupBy(question => (question.Last, question.Section)))
        {
            for (var round = 0; round < options.Rounds; round++)
            {
                foreach (var question in page)
                {
                    report.Add(question, await client.AskAsync(SiteOf(round % options.Sites), question, stop));
                }
            }

            foreach (var question in page)
            {
                Say(report.LineOf(question));
            }
        }

        foreach (var range in Question.Ranges)
        {
            for (var round = 0; round < options.Rounds; round++)
            {
                // From the last site on: those whose answers are not kept yet.
                report.AddPage(range, await client.PageAsync(SiteOf(options.Sites - 1 - (round % options.Sites)), range, stop));
            }

            Say(report.LineOfPage(range));
        }
    }

    private async Task MeasureInBrowserAsync(BrowserProbe probe, MetricsReport report, CancellationToken stop)
    {
        await using var browser = probe;
        if (!BrowserProbe.IsAvailable)
        {
            Say("no browser: install Debian's chromium to measure the page itself");
            return;
        }

        await browser.StartAsync();
        foreach (var range in Question.Ranges)
        {
            for (var round = 0; round < options.Rounds; round++)
            {
                stop.ThrowIfCancellationRequested();
                report.AddShown(range, await browser.MeasureAsync(SiteOf((options.Sites / 2) - (round % (options.Sites / 2 + 1))), range));
            }

            Say(report.LineOfShown(range));
        }
    }

    private async Task<LoadResult?> LoadAsync(TestServer server, CancellationToken stop)
    {
        if (options.Rate <= 0)
        {
            return null;
        }

        var plan = new LoadPlan
        {
            Target = server.Address,
            Sites = [.. Enumerable.Range(0, options.Sites).Select(SiteOf)],
            Rate = options.Rate,
            Connections = 64,
            WarmUp = TimeSpan.FromSeconds(1),
            Duration = LoadMax,
        };
        return await LoadRun.RunAsync(plan, progress: null, time, stop);
    }

    private async Task<string> CreateKeyAsync(CancellationToken stop)
    {
        var start = new ProcessStartInfo("dotnet", [options.Ingest, "key", "create", "--name", $"bench-{time.GetUtcNow():yyyyMMddHHmmss}", "--scope", "read:*", "--data", options.DataPath])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
        };
        using var process = Process.Start(start)!;
        var text = await process.StandardOutput.ReadToEndAsync(stop);
        await process.WaitForExitAsync(stop);
        return text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).FirstOrDefault(word => word.StartsWith("ingest_", StringComparison.Ordinal))
            ?? throw new CompareException($"ingest key create made no key: {text}");
    }

    private void Say(string text) => output.WriteLine($"{FigureText.Of(time.GetElapsedTime(_startedAt))}  {text}");
}
