namespace Ingest.Settings.Live;

/// <summary>The kinds of places that a setting comes from, the weakest first.</summary>
internal enum SettingOrigin
{
    /// <summary>Nobody has said anything.</summary>
    Default,

    /// <summary><c>appsettings.json</c>, which people write.</summary>
    File,

    /// <summary><c>settings.json</c>, which the API and <c>ingest settings</c> write.</summary>
    Api,

    /// <summary>An environment variable: fixed until the next start.</summary>
    Environment,

    /// <summary>The command line: fixed until the next start.</summary>
    CommandLine,
}
