using Ingest.ClickHouse.Embedded;
using Ingest.Sinks.ClickHouse;

namespace Ingest.Commands;

/// <summary>How a command reaches a ClickHouse as the user who writes.</summary>
internal static class WriterAccess
{
    /// <summary>The options with an endpoint: the one given, else the configured one, else that of the server running on the data folder, with its password.</summary>
    /// <exception cref="CommandException">None is named and no server runs.</exception>
    public static ClickHouseOptions Complete(ClickHouseOptions options, Uri? endpoint, string dataPath)
    {
        options.Endpoint = endpoint ?? options.Endpoint;
        if (options.Endpoint is null)
        {
            options.Endpoint = new Uri(AnalystQuery.FindEndpoint(dataPath).GetLeftPart(UriPartial.Authority));
            options.User = WriterPassword.User;
            options.Password = WriterPassword.ReadOrCreate(Path.Combine(dataPath, "clickhouse"));
        }

        return options;
    }
}
