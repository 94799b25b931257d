namespace Ingest.Settings;

/// <summary>Some settings are wrong: the message has one line for each.</summary>
internal sealed class SettingsException(IReadOnlyList<string> faults)
    : Exception("The configuration has faults:" + string.Concat(faults.Select(fault => $"{Environment.NewLine}  - {fault}")))
{
    /// <summary>What is wrong, each with its remedy.</summary>
    public IReadOnlyList<string> Faults { get; } = faults;

    /// <summary>Returns the options when they have no fault.</summary>
    /// <exception cref="SettingsException">They have some.</exception>
    public static T Check<T>(T options, IEnumerable<string> faults)
    {
        string[] found = [.. faults];
        return found.Length == 0 ? options : throw new SettingsException(found);
    }
}
