using System.Security.Cryptography;
using System.Text;

namespace Ingest.Settings.Live;

/// <summary>The settings in force, as those see them who change some.</summary>
/// <param name="Settings">Every live setting.</param>
/// <param name="Waiting">Keys of the files that are other than at the start and count at the next one.</param>
internal sealed record SettingsView(IReadOnlyList<LiveSetting> Settings, IReadOnlyList<string> Waiting)
{
    private const int TagBytes = 8;

    /// <summary>Names this state: another one has another tag. With its quotes, as HTTP has it.</summary>
    public string Tag { get; } = TagOf(Settings, Waiting);

    private static string TagOf(IReadOnlyList<LiveSetting> settings, IReadOnlyList<string> waiting)
    {
        var text = new StringBuilder().AppendJoin('\n', settings.Select(setting => $"{setting.Key}={setting.Text}@{setting.Source}")).AppendJoin('\n', waiting);
        return $"\"{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())).AsSpan(0, TagBytes))}\"";
    }
}
