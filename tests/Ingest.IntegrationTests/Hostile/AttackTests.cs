using System.Globalization;
using System.Net;

namespace Ingest.IntegrationTests.Hostile;

/// <summary>Clients that mean harm, and one that does not: its latency at most doubles, memory stays bounded, and afterwards the server is well.</summary>
[Collection(HostileServer.Name)]
public sealed class AttackTests(HostileServer host)
{
    private const int Rounds = 3;
    private const int EventsPerRound = 30;

    // On two processors that attacker, server, engine and honest client share, less than this is noise.
    private const double FloorMs = 15;
    private const int Tries = 3;
    private const long WorkingSetGrowthMax = 300L << 20;
    private const int OpenFilesMargin = 1_000;

    public static TheoryData<string> Names => [.. Attack.All.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Intake_for_honest_clients_stays_within_twice_its_latency(string name)
    {
        Assert.SkipUnless(
            OpenFilesMax() >= Attack.All[name].Connections + OpenFilesMargin, $"This process may open {OpenFilesMax()} files only: raise it with ulimit -n 20000.");
        var honest = new HonestClient(host, name);
        await honest.MeasureAsync(EventsPerRound);
        var memoryBefore = host.Ingest.WorkingSetBytes;

        (double Alone, double Attacked) medians = default;
        for (var attempt = 0; attempt < Tries && !IsWithinTwice(medians); attempt++)
        {
            medians = await MeasureAsync(honest, name);
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"{name}: alone {medians.Alone:0.0} ms, attacked {medians.Attacked:0.0} ms");
        Assert.True(IsWithinTwice(medians), $"alone {medians.Alone:0.0} ms, attacked {medians.Attacked:0.0} ms");
        Assert.InRange(host.Ingest.WorkingSetBytes - memoryBefore, long.MinValue, WorkingSetGrowthMax);
        using var ready = await host.Ingest.Http.GetAsync("/health/ready");
        Assert.Equal(HttpStatusCode.OK, ready.StatusCode);
        await honest.AssertStoredOnceAsync();
    }

    // Rounds without and with the attack take turns, so that whatever else the machine does falls on both.
    private async Task<(double Alone, double Attacked)> MeasureAsync(HonestClient honest, string name)
    {
        List<double> alone = [];
        List<double> attacked = [];

        // Ten thousand connections are opened once.
        var rounds = Attack.All[name].Connections > OpenFilesMargin ? 1 : Rounds;
        for (var round = 0; round < rounds; round++)
        {
            alone.AddRange(await honest.MeasureAsync(EventsPerRound));
            await using var attack = await Attack.StartAsync(host, name);
            attacked.AddRange(await honest.MeasureAsync(EventsPerRound));
        }

        alone.AddRange(await honest.MeasureAsync(EventsPerRound));
        return (Median(alone), Median(attacked));
    }

    private static bool IsWithinTwice((double Alone, double Attacked) medians) =>
        medians.Attacked > 0 && medians.Attacked <= Math.Max(2 * medians.Alone, medians.Alone + FloorMs);

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);

    private static long OpenFilesMax()
    {
        var line = File.ReadLines("/proc/self/limits").Single(limit => limit.StartsWith("Max open files", StringComparison.Ordinal));
        var soft = line["Max open files".Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries)[0];
        return soft == "unlimited" ? long.MaxValue : long.Parse(soft, CultureInfo.InvariantCulture);
    }
}
