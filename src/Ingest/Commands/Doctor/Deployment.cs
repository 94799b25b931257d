using Ingest.Settings;

namespace Ingest.Commands.Doctor;

/// <summary>What is examined.</summary>
/// <param name="DataPath">The data folder, absolute.</param>
/// <param name="Settings">The settings; those of the defaults when they have faults.</param>
/// <param name="Faults">What is wrong with the settings.</param>
/// <param name="Server">The server that runs on the data folder; null when none does.</param>
/// <param name="Time">The clock.</param>
internal sealed record Deployment(string DataPath, IngestSettings Settings, IReadOnlyList<string> Faults, RunningServer? Server, TimeProvider Time)
{
    private const string Placeholder = "not made yet";

    /// <summary>The data folder, or as long as there is none the folder in which it will be made.</summary>
    public string ExistingFolder { get; } = Existing(DataPath);

    /// <summary>True when the embedded engine is to be used.</summary>
    public bool IsEmbedded => Settings.ClickHouse is { Enabled: true, Endpoint: null };

    /// <summary>Finds the server, takes on its environment, and reads the settings as it does. Nothing is written.</summary>
    public static Deployment Find(string dataPath, TimeProvider time)
    {
        var data = Path.GetFullPath(dataPath);
        var server = RunningServer.Find(data);
        var named = server?.TakeOn() ?? [];
        named["Server:DataPath"] = data;
        try
        {
            var configuration = IngestSettings.Configure(named);
            if (string.IsNullOrEmpty(configuration["Identity:AppSecret"]) && !File.Exists(Path.Combine(data, "secret")))
            {
                // A start makes the secret; to look at a deployment must not.
                named["Identity:AppSecret"] = Placeholder;
                configuration = IngestSettings.Configure(named);
            }

            return new Deployment(data, IngestSettings.Read(configuration), [], server, time);
        }
        catch (SettingsException fault)
        {
            var defaults = new IngestSettings { Server = { DataPath = data } };
            return new Deployment(data, defaults, fault.Faults, server, time);
        }
    }

    private static string Existing(string path)
    {
        var folder = path;
        while (!Directory.Exists(folder) && Path.GetDirectoryName(folder) is { } above)
        {
            folder = above;
        }

        return folder;
    }
}
