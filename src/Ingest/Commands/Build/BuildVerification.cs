using System.Globalization;
using Ingest.Sinks.ClickHouse.Building;
using Spectre.Console;

namespace Ingest.Commands.Build;

/// <summary>
/// <c>ingest build --verify</c>: whether the tables say what the facts say. They may not when ClickHouse was still at work on an insert three minutes after it
/// began, or when somebody has changed rows by hand.
/// </summary>
internal static class BuildVerification
{
    // What the command returns when an hour differs.
    private const int ExitDiffers = 1;

    // More than a person reads.
    private const int RowsMax = 100;

    /// <summary>Compares the hours between two, and builds anew what differs when that is asked for.</summary>
    public static async Task<int> RunAsync(EventBuilder builder, long firstHour, long lastHour, bool mends, CancellationToken cancellationToken)
    {
        PlainConsole.Prepare();
        var differing = await CompareAsync(builder, firstHour, lastHour, cancellationToken);
        if (mends && differing.Count > 0)
        {
            // A visit is known in the hours beside, too.
            var (first, last) = (differing[0].Hour - 1, differing[^1].Hour + 1);
            foreach (var hour in differing.Select(hour => hour.Hour).Distinct())
            {
                await builder.InvalidateAsync(hour - 1, hour + 1, cancellationToken);
            }

            await CountedProgress.RunAsync("building", progress => BuildCommand.BuildAsync(builder, first, last, progress, cancellationToken));
            differing = await CompareAsync(builder, first, last, cancellationToken);
        }

        if (differing.Count == 0)
        {
            return 0;
        }

        Show(differing);
        AnsiConsole.WriteLine(
            "Figures of these hours are wrong until they are built anew: run the same with --mend, or "
            + $"ingest build --all --from {differing[0].Begin.AddHours(-1):yyyy-MM-dd} --to {differing[^1].Begin.AddHours(1).AddDays(1):yyyy-MM-dd}");
        return ExitDiffers;
    }

    private static async Task<List<BuiltHour>> CompareAsync(EventBuilder builder, long firstHour, long lastHour, CancellationToken cancellationToken)
    {
        var ranges = await builder.FindBuiltAsync(firstHour, lastHour, cancellationToken);
        var hours = await CountedProgress.RunAsync("comparing", async progress =>
        {
            var compared = (All: 0, Differing: new List<BuiltHour>());
            for (var i = 0; i < ranges.Count; i++)
            {
                var found = await builder.CompareAsync(ranges[i], cancellationToken);
                compared.All += found.Count;
                compared.Differing.AddRange(found.Where(hour => !hour.IsEqual));
                progress?.Invoke(i + 1, ranges.Count);
            }

            return compared;
        });
        AnsiConsole.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{hours.All:N0} hours of sites are read from the tables, {hours.Differing.Count:N0} of them differ from the facts."));
        return hours.Differing;
    }

    private static void Show(List<BuiltHour> differing)
    {
        var table = new Table().RoundedBorder().AddColumns("site", "hour, UTC", "built, and in the facts");
        foreach (var hour in differing.Take(RowsMax))
        {
            var counts = BuiltHour.Counted.Select((name, i) => (name, built: hour.Built[i], facts: hour.Facts[i])).Where(count => count.built != count.facts);
            table.AddRow(
                hour.Site.ToString(),
                hour.Begin.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture),
                string.Join(", ", counts.Select(count => string.Create(CultureInfo.InvariantCulture, $"{count.built:N0} and {count.facts:N0} {count.name}"))));
        }

        AnsiConsole.Write(differing.Count > RowsMax ? table.Caption($"The first {RowsMax} of {differing.Count}.") : table);
    }
}
