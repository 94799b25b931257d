using Ingest.Commands;
using Ingest.Commands.Demo;
using Ingest.Settings;

namespace Ingest.Tests.Commands.Demo;

/// <summary>Invented visits stay in their own folder.</summary>
public sealed class DemoSettingsTests
{
    [Fact]
    public void Settings_that_lead_elsewhere_are_refused_and_named()
    {
        var settings = new IngestSettings { Sinks = ["clickhouse", "iceberg"] };
        settings.ClickHouse.Endpoint = new Uri("http://clickhouse.example.com:8123");
        settings.Sites.ConnectionString = "Host=db.example.com";
        settings.Iceberg.S3Bucket = "events";

        var refused = Assert.Throws<CommandException>(() => DemoSettings.RequireOwn(settings));
        Assert.Contains("ClickHouse:Endpoint, Sites:ConnectionString, Sinks (iceberg", refused.Message, StringComparison.Ordinal);
        Assert.Contains("Unset them", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Lake_in_the_folder_is_its_own_matter()
    {
        var settings = new IngestSettings { Sinks = ["clickhouse", "iceberg"] };
        Assert.Null(Record.Exception(() => DemoSettings.RequireOwn(settings)));
    }

    [Fact]
    public void Command_line_says_folder_ports_and_no_limits()
    {
        var named = DemoSettings.Name("somewhere", 81, 82);
        Assert.Equal(("somewhere", "http://127.0.0.1:81", "82"), (named["Server:DataPath"], named["Server:Urls"], named["Server:ClickHousePort"]));
        Assert.Equal(("0", "0"), (named["RateLimits:AddressPerSecond"], named["RateLimits:SitePerSecond"]));
    }
}
