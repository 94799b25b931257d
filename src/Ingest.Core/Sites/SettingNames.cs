namespace Ingest.Core.Sites;

/// <summary>The names of the choices of <see cref="SiteSettings"/> in commands and in sinks, those of the site file.</summary>
public static class SettingNames
{
    /// <summary>All names of a choice.</summary>
    public static IReadOnlyList<string> All<T>()
        where T : struct, Enum => [.. Enum.GetValues<T>().Select(Of)];

    /// <summary>The name of one.</summary>
    public static string Of<T>(T value)
        where T : struct, Enum => value.ToString().ToLowerInvariant();
}
