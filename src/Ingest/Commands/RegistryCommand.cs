using Ingest.Core.Registry;
using Ingest.Hosting;
using Ingest.Settings;
using Ingest.Settings.Live;
using Microsoft.Extensions.Logging.Abstractions;

namespace Ingest.Commands;

/// <summary>What commands on registries share.</summary>
internal static class RegistryCommand
{
    /// <summary>Does something with the registries of a data folder, which lie where its settings say.</summary>
    /// <exception cref="SettingsException">They say it wrongly.</exception>
    /// <exception cref="RegistryException">A registry is broken, or cannot be reached.</exception>
    public static async Task<T> UseAsync<T>(string dataPath, Func<RegistryStores, ILogger, Task<T>> work)
    {
        var configuration = IngestSettings.Configure(new Dictionary<string, string?> { ["Server:DataPath"] = dataPath });
        var options = IngestSettings.ReadSites(configuration);

        // What is taken over from a file is said by whichever process does it.
        var settings = new IngestSettings();
        configuration.GetSection(LogLevels.Section).Bind(settings.Logging);
        using var loggers = options.IsSet ? Telemetry.CreateLoggers(settings.Server, new LogLevels(settings)) : NullLoggerFactory.Instance;
        await using var registries = RegistryStores.Open(options, dataPath, TimeProvider.System);
        return await work(registries, loggers.CreateLogger("Ingest.Registry"));
    }

    /// <summary>Prints what is known of an entry, a line each; what is empty is left out.</summary>
    public static void Print(IEnumerable<(string Name, string? Value)> lines)
    {
        foreach (var (name, value) in lines.Where(line => line.Value is { Length: > 0 }))
        {
            Console.WriteLine($"{name,-15} {value}");
        }
    }
}
