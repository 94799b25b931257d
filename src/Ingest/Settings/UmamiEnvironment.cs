namespace Ingest.Settings;

/// <summary>Umami's own environment variables, honoured so that a server can be swapped in place; <c>INGEST__…</c> wins over them.</summary>
internal static class UmamiEnvironment
{
    /// <summary>Names of the variables.</summary>
    public static IReadOnlyList<string> Names { get; } =
    [
        "APP_SECRET", "GEOLITE_DB_PATH", "CLIENT_IP_HEADER", "COLLECT_API_ENDPOINT", "SKIP_LOCATION_HEADERS", "DISABLE_BOT_CHECK", "REMOVE_TRAILING_SLASH",
        "SALT_ROTATION", "IGNORE_IP", "TRACKER_SCRIPT_NAME",
    ];

    /// <summary>Adds the variables that are set, under this server's keys.</summary>
    public static IConfigurationBuilder AddUmamiEnvironment(this IConfigurationBuilder builder) =>
        builder.AddInMemoryCollection(Read());

    private static IEnumerable<KeyValuePair<string, string?>> Read() =>
    [
        .. Text("APP_SECRET", "Identity:AppSecret"),
        .. Text("GEOLITE_DB_PATH", "Geo:DatabasePath"),
        .. Text("CLIENT_IP_HEADER", "Addresses:ClientAddressHeader"),
        .. Text("COLLECT_API_ENDPOINT", "Server:CollectPath"),
        .. Flag("SKIP_LOCATION_HEADERS", "Geo:SkipLocationHeaders"),
        .. Flag("DISABLE_BOT_CHECK", "Clients:DisableBotCheck"),
        .. Flag("REMOVE_TRAILING_SLASH", "Urls:RemoveTrailingSlash"),
        .. Values("SALT_ROTATION").Select(value => Pair("Identity:SaltRotation", value is "day" or "week" ? value : "month")),
        .. List("IGNORE_IP").Select((address, index) => Pair($"Addresses:IgnoredAddresses:{index}", address)),

        // Umami takes names with and without the slash, and the usual one is always there.
        .. List("TRACKER_SCRIPT_NAME").Select(name => '/' + name.TrimStart('/')).Where(path => path != ScriptPaths.Default)
            .Select((path, index) => Pair($"Server:ScriptNames:{index}", path)),
    ];

    private static IEnumerable<string> List(string variable) =>
        Values(variable).SelectMany(list => list.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries));

    private static IEnumerable<KeyValuePair<string, string?>> Text(string variable, string key) => Values(variable).Select(value => Pair(key, value));

    // Umami reads a flag as "set to anything at all".
    private static IEnumerable<KeyValuePair<string, string?>> Flag(string variable, string key) => Values(variable).Select(_ => Pair(key, "true"));

    private static IEnumerable<string> Values(string variable) =>
        Environment.GetEnvironmentVariable(variable) is { Length: > 0 } value ? [value] : [];

    private static KeyValuePair<string, string?> Pair(string key, string value) => new(key, value);
}
