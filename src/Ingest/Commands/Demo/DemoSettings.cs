using System.Globalization;
using Ingest.Settings;
using Ingest.Sinks.Iceberg.Catalogs;

namespace Ingest.Commands.Demo;

/// <summary>The settings of a demonstration: those of the server, kept within its own folder.</summary>
internal static class DemoSettings
{
    /// <summary>What the command line says. The visitors stand in headers that a CDN adds, and a site has had weeks of visits within seconds.</summary>
    public static Dictionary<string, string?> Name(string dataPath, int port, int clickHousePort) => new()
    {
        ["Server:DataPath"] = dataPath,
        ["Server:Urls"] = string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}"),
        ["Server:ClickHousePort"] = clickHousePort.ToString(CultureInfo.InvariantCulture),
        ["Log:Path"] = "",
        ["Iceberg:LocalPath"] = "",
        ["Geo:SkipLocationHeaders"] = "false",
        ["RateLimits:AddressPerSecond"] = "0",
        ["RateLimits:SitePerSecond"] = "0",
    };

    /// <summary>Refuses settings of a shell that is set up for a real server: they would fill that server's tables with invented visits.</summary>
    /// <exception cref="CommandException">A setting leads out of the data folder; the message names it.</exception>
    public static void RequireOwn(IngestSettings settings)
    {
        var isElsewhere = settings.Iceberg.S3Bucket.Length > 0 || settings.Iceberg.CatalogUri.Length > 0 || settings.Iceberg.CatalogType != CatalogType.Jdbc;
        string[] leading =
        [
            .. settings.ClickHouse.Endpoint is null ? (string[])[] : ["ClickHouse:Endpoint"],
            .. settings.Sites.IsSet ? (string[])["Sites:ConnectionString"] : [],
            .. settings.Sinks?.Contains(SinkFile.Lake) == true && isElsewhere ? (string[])["Sinks (iceberg, with a bucket or a catalog)"] : [],
        ];
        if (leading.Length > 0)
        {
            throw new CommandException(
                $"Generated visits would leave the data folder, for these settings lead elsewhere: {string.Join(", ", leading)}. Unset them for the demonstration, in the environment and in appsettings.json");
        }
    }
}
