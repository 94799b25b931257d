using System.Diagnostics;
using System.Globalization;
using Spectre.Console;

namespace Ingest.Faults.Reports;

/// <summary>Shows where a campaign stands: bars on a terminal, a line every ten seconds elsewhere.</summary>
internal static class ProgressDisplay
{
    private static readonly TimeSpan BarInterval = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan LineInterval = TimeSpan.FromSeconds(10);

    /// <summary>Shows it until the campaign has ended.</summary>
    public static Task ShowAsync(Task campaign, CampaignStatus status, CampaignOptions options) =>
        AnsiConsole.Profile.Capabilities.Interactive && AnsiConsole.Profile.Capabilities.Ansi
            ? ShowBarsAsync(campaign, status, options)
            : ShowLinesAsync(campaign, status, options);

    private static Task ShowBarsAsync(Task campaign, CampaignStatus status, CampaignOptions options) =>
        AnsiConsole.Progress().AutoClear(enabled: true).StartAsync(async context =>
        {
            var events = context.AddTask("acknowledged", maxValue: options.Events);
            var kills = context.AddTask("killed", maxValue: options.Kills);
            while (!campaign.IsCompleted)
            {
                events.Value = status.Acknowledged;
                events.Description = string.Create(CultureInfo.InvariantCulture, $"{status.Acknowledged:N0} acknowledged");
                kills.Value = status.Kills;
                kills.Description = Markup.Escape(string.Create(CultureInfo.InvariantCulture, $"{status.Kills} killed, round {status.Round}: {status.Activity}"));
                await Task.WhenAny(campaign, Task.Delay(BarInterval, TimeProvider.System));
            }
        });

    private static async Task ShowLinesAsync(Task campaign, CampaignStatus status, CampaignOptions options)
    {
        var started = Stopwatch.GetTimestamp();
        while (!campaign.IsCompleted)
        {
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{Stopwatch.GetElapsedTime(started).TotalSeconds,5:N0} s  {status.Acknowledged,12:N0} of {options.Events:N0} acknowledged, {status.Kills,3} of {options.Kills} killed, round {status.Round}: {status.Activity}"));
            await Task.WhenAny(campaign, Task.Delay(LineInterval, TimeProvider.System));
        }
    }
}
