using System.Globalization;

namespace Ingest.Settings.Live;

/// <summary>One setting that may change while the server runs, as it is.</summary>
/// <param name="Key">Its key, for example <c>Batching:RowsMax</c>.</param>
/// <param name="Value">The value in force.</param>
/// <param name="Default">The value when nobody says anything.</param>
/// <param name="Source">Where the value comes from.</param>
internal sealed record LiveSetting(string Key, object Value, object Default, SettingSource Source)
{
    /// <summary>The value as it is written in a file.</summary>
    public string Text => TextOf(Value);

    /// <summary>The default as it is written in a file.</summary>
    public string DefaultText => TextOf(Default);

    private static string TextOf(object value) => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";
}
