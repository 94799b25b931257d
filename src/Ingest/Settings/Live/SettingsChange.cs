using System.Text.Json;

namespace Ingest.Settings.Live;

/// <summary>Reads what a caller wants to have changed: <c>{"Batching": {"RowsMax": 100000}}</c>, or keys with colons, or both.</summary>
internal static class SettingsChange
{
    /// <summary>Keys as this program spells them, each with its value; null takes it back to what the files people write say.</summary>
    /// <exception cref="SettingsException">It is not such an object, or names what cannot be changed; every fault is listed.</exception>
    public static IReadOnlyDictionary<string, string?> Parse(ReadOnlyMemory<byte> json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            return document.RootElement.ValueKind == JsonValueKind.Object
                ? Check(Flatten(document.RootElement, ""))
                : throw new SettingsException(["The body is no object: write {\"Batching\": {\"RowsMax\": 100000}}."]);
        }
        catch (JsonException fault)
        {
            throw new SettingsException([$"The body is not JSON: {fault.Message}"]);
        }
    }

    /// <summary>The same of keys and values, with every fault of each.</summary>
    /// <exception cref="SettingsException">Some cannot be changed, or have no such value; every fault is listed.</exception>
    public static IReadOnlyDictionary<string, string?> Check(IEnumerable<KeyValuePair<string, string?>> pairs)
    {
        var changes = new Dictionary<string, string?>(StringComparer.Ordinal);
        var faults = new List<string>();
        foreach (var (key, value) in pairs)
        {
            if (LiveKeys.Find(key) is not { } known)
            {
                faults.Add(FaultOfKey(key));
            }
            else if (!changes.TryAdd(known, value))
            {
                faults.Add($"{known} is named twice.");
            }
            else if (value is not null && FaultOfValue(known, value) is { } fault)
            {
                faults.Add(fault);
            }
        }

        return SettingsException.Check(changes, changes.Count + faults.Count == 0 ? ["Nothing is to be changed: name at least one setting."] : faults);
    }

    private static IEnumerable<KeyValuePair<string, string?>> Flatten(JsonElement element, string path) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().SelectMany(member => Flatten(member.Value, path.Length == 0 ? member.Name : $"{path}:{member.Name}")),
        JsonValueKind.Null => [new(path, null)],
        JsonValueKind.Array => throw new SettingsException([$"{path} is a list: no setting that can be changed while the server runs is one."]),
        _ => [new(path, element.ToString())],
    };

    private static string FaultOfKey(string key) => Bind(key, "0") is { } unknown && unknown.Contains("ErrorOnUnknownConfiguration", StringComparison.Ordinal)
        ? $"{key} is no setting. What can be changed while the server runs: {LiveKeys.Names}."
        : $"{key} counts at a start only: write it into appsettings.json and restart. What can be changed while the server runs: {LiveKeys.Names}.";

    private static string? FaultOfValue(string key, string value) => Bind(key, value) is { } fault ? $"{key} is '{value}': {fault}" : null;

    // One alone, so that each fault is found; all together the binder stops at the first.
    private static string? Bind(string key, string value)
    {
        try
        {
            new ConfigurationBuilder().AddInMemoryCollection([new(key, value)]).Build().Bind(new IngestSettings(), binder => binder.ErrorOnUnknownConfiguration = true);
            return null;
        }
        catch (InvalidOperationException fault)
        {
            return fault.InnerException?.Message ?? fault.Message;
        }
    }
}
