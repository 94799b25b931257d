using Microsoft.Extensions.Configuration.EnvironmentVariables;
using Microsoft.Extensions.Configuration.Json;

namespace Ingest.Settings.Live;

/// <summary>Where the value of a setting comes from.</summary>
/// <param name="Origin">The kind of place.</param>
/// <param name="Name">Path of the file, name of the variable, or what else names it to a person.</param>
internal readonly record struct SettingSource(SettingOrigin Origin, string Name)
{
    /// <summary>True when no file can change the setting.</summary>
    public bool IsFixed => Origin is SettingOrigin.Environment or SettingOrigin.CommandLine;

    /// <summary>The strongest place of a configuration of <see cref="IngestSettings.Configure"/> that says something about a key.</summary>
    public static SettingSource Of(IConfigurationRoot configuration, string key)
    {
        var providers = configuration.Providers.ToList();
        var place = providers.FindLastIndex(provider => provider.TryGet(key, out _));
        return place < 0 ? new(SettingOrigin.Default, "default") : providers[place] switch
        {
            JsonConfigurationProvider file => new(SettingOrigin.File, file.Source.FileProvider?.GetFileInfo(file.Source.Path!).PhysicalPath ?? file.Source.Path!),
            JsonStreamConfigurationProvider => new(SettingOrigin.Api, SettingsFile.FileName),
            EnvironmentVariablesConfigurationProvider => new(SettingOrigin.Environment, "INGEST__" + key.Replace(":", "__", StringComparison.Ordinal)),
            _ => place == providers.Count - 1 ? new(SettingOrigin.CommandLine, "command line") : new(SettingOrigin.Environment, "one of Umami's variables"),
        };
    }
}
