using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Ingest.Endpoints.Description;

// What /api/settings takes and answers, for the OpenAPI document alone.

/// <summary>The settings that change while the server runs.</summary>
/// <param name="Settings">Each by its key, such as <c>Batching:RowsMax</c>.</param>
/// <param name="WaitingForRestart">Keys that were edited and count at a start only.</param>
internal sealed record SettingsReply(
    IReadOnlyDictionary<string, SettingReply> Settings, [property: JsonPropertyName("waiting_for_restart")] IReadOnlyList<string> WaitingForRestart);

/// <summary>A setting.</summary>
/// <param name="Value">The value in force.</param>
/// <param name="Default">The value when nobody says anything.</param>
/// <param name="Source">Where the value comes from: <c>default</c>, <c>file</c>, <c>api</c>, <c>environment</c>, <c>command line</c>.</param>
/// <param name="From">The file or the variable.</param>
/// <param name="Fixed">True when it cannot be changed here.</param>
internal sealed record SettingReply(JsonNode Value, JsonNode Default, string Source, string From, bool Fixed);
