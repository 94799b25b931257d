namespace Ingest.Settings.Live;

/// <summary>A setting cannot be changed by a file because a stronger place says what it is, or because another file is broken.</summary>
internal sealed class SettingConflictException(string message) : Exception(message)
{
    /// <summary>Refuses a change of what the environment or the command line fixes.</summary>
    /// <exception cref="SettingConflictException">Some are fixed; the message names each with its source.</exception>
    public static void Check(IConfigurationRoot configuration, IReadOnlyDictionary<string, string?> changes)
    {
        string[] kept =
        [
            .. from change in changes
               where change.Value is not null
               let source = SettingSource.Of(configuration, change.Key)
               where source.IsFixed
               select $"{change.Key} is fixed to '{configuration[change.Key]}' by {(source.Origin == SettingOrigin.Environment ? $"the environment variable {source.Name}" : "the command line")}",
        ];
        if (kept.Length > 0)
        {
            throw new SettingConflictException($"{string.Join("; ", kept)}. Take it away there and restart the server, then it can be changed while running.");
        }
    }
}
