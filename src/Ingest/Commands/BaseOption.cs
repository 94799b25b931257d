using System.CommandLine;
using Ingest.Settings;

namespace Ingest.Commands;

/// <summary>The option <c>--base</c>: where people reach the server, for what commands print to be handed out.</summary>
internal static class BaseOption
{
    /// <summary>A fresh option.</summary>
    public static Option<Uri?> Create() => EndpointOption.Create(
        "Address under which people reach the server, for the URL that is printed (default: Server:PublicUrl, else that of the running server)", "--base", "https://go.example.com");

    /// <summary>The address of a path. Whoever has neither a running server nor an address gets what stands behind the host.</summary>
    /// <exception cref="SettingsException">The settings of the data folder are no JSON.</exception>
    public static string UrlOf(string path, Uri? given, string dataPath) =>
        (given?.ToString() ?? Configured(dataPath) ?? RunFile.Read(dataPath)?.Collect ?? "").TrimEnd('/') + path;

    private static string? Configured(string dataPath) =>
        IngestSettings.Configure(new Dictionary<string, string?> { ["Server:DataPath"] = dataPath })["Server:PublicUrl"] is { Length: > 0 } url ? url : null;
}
