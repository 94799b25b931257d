using Ingest.Hosting;
using Ingest.Settings;
using Ingest.Settings.Live;
using Ingest.Tests.Fakes;
using Microsoft.Extensions.Logging;

namespace Ingest.Tests.Settings;

/// <summary>Settings files that people edit while the server runs.</summary>
public sealed class SettingsEditTests
{
    [Fact]
    public async Task An_edit_takes_effect_and_is_logged_with_key_and_values()
    {
        await using var host = await SettingsHost.StartAsync("""{"Batching":{"RowsMax":7}}""");
        host.Live.Start();
        host.Write("appsettings.json", """{"Batching":{"RowsMax":8},"Intake":{"SendBytesMax":5000}} // mine""");
        await Poll.UntilAsync(() => host.Batching.RowsMax == 8, "the edit in force");
        Assert.Equal(5000, host.Options.Intake.CurrentValue.SendBytesMax);
        await Poll.UntilAsync(() => host.Log.Messages.Count == 2, "both changes in the log");
        Assert.Equal((LogLevel.Information, "Setting Batching:RowsMax is 8 from now on, was 7; changed by file"), host.Log.Messages[0]);
    }

    [Fact]
    public async Task A_faulty_edit_changes_nothing_and_is_warned_about_once_with_all_faults()
    {
        await using var host = await SettingsHost.StartAsync("""{"Batching":{"RowsMax":7}}""");
        host.Live.Start();
        host.Write("appsettings.json", """{"Batching":{"RowsMax":0,"SetAsideMax":1},"Intake":{"QueueWait":"01:00:00"}}""");
        await Poll.UntilAsync(() => host.Log.Messages.Count > 0, "the warning");
        var (level, text) = Assert.Single(host.Log.Messages);
        Assert.Equal(LogLevel.Warning, level);
        Assert.Contains("Batching:RowsMax is 0", text, StringComparison.Ordinal);
        Assert.Contains("Intake:QueueWait", text, StringComparison.Ordinal);
        Assert.Equal((7, 100), (host.Batching.RowsMax, host.Batching.SetAsideMax));

        // What follows in the log is the mended file: nothing has been said twice in between.
        host.Write("appsettings.json", """{"Batching":{"RowsMax":9}}""");
        await Poll.UntilAsync(() => host.Log.Messages.Count > 1, "the change");
        Assert.Equal("Setting Batching:RowsMax is 9 from now on, was 7; changed by file", host.Log.Messages[1].Text);
        Assert.Equal(9, host.Batching.RowsMax);
    }

    [Fact]
    public async Task A_file_that_is_no_json_is_named_and_changes_nothing()
    {
        await using var host = await SettingsHost.StartAsync("""{"Batching":{"RowsMax":7}}""");
        host.Live.Start();
        host.Write("appsettings.json", """{"Batching":{"RowsMax":8}""");
        await Poll.UntilAsync(() => host.Log.Messages.Count > 0, "the warning");
        Assert.Contains(host.File("appsettings.json"), host.Log.Messages[0].Text, StringComparison.Ordinal);
        Assert.Equal(7, host.Batching.RowsMax);
    }

    [Fact]
    public async Task A_setting_that_counts_at_a_start_only_is_named_without_its_value()
    {
        await using var host = await SettingsHost.StartAsync();
        host.Live.Start();
        host.Write("appsettings.json", """{"ClickHouse":{"Password":"hidden"},"Intake":{"Workers":2}}""");
        await Poll.UntilAsync(() => host.Log.Messages.Count > 0, "the warning");
        Assert.Equal(
            (LogLevel.Warning, "Settings were edited that count at a start only: ClickHouse:Password, Intake:Workers. Restart the server to put them in force"),
            Assert.Single(host.Log.Messages));
        Assert.Equal(["ClickHouse:Password", "Intake:Workers"], host.Live.Current.Waiting);
    }

    [Fact]
    public async Task Log_levels_follow_for_loggers_that_there_are()
    {
        await using var host = await SettingsHost.StartAsync("""{"Logging":{"LogLevel":{"Default":"Warning"}}}""");
        using var loggers = Telemetry.CreateLoggers(new ServerOptions(), host.Options.LogLevels);
        var logger = loggers.CreateLogger("Some.Category");
        Assert.False(logger.IsEnabled(LogLevel.Information));
        await host.PutAsync("""{"Logging":{"LogLevel":{"Some":"Debug"}}}""");
        Assert.True(logger.IsEnabled(LogLevel.Debug));
        Assert.False(loggers.CreateLogger("Other").IsEnabled(LogLevel.Information));
        await host.PutAsync("""{"Logging":{"LogLevel":{"Some":null,"Default":"Information"}}}""");
        Assert.False(logger.IsEnabled(LogLevel.Debug));
        Assert.True(logger.IsEnabled(LogLevel.Information));
    }

    [Fact]
    public void Every_listed_setting_can_be_named_by_its_key() =>
        Assert.All(
            LiveKeys.List(IngestSettings.Configure(new Dictionary<string, string?>()), new IngestSettings()),
            setting => Assert.Equal(setting.Key, LiveKeys.Find(setting.Key.ToUpperInvariant())));
}
