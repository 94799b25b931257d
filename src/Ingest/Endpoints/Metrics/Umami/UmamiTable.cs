using System.Text.Json;
using System.Text.Json.Nodes;

namespace Ingest.Endpoints.Metrics.Umami;

/// <summary>The rows of an answer, by the names of their columns.</summary>
internal sealed class UmamiTable
{
    private readonly Dictionary<string, int> _columns;

    private UmamiTable(JsonElement answer)
    {
        _columns = answer.GetProperty("columns").EnumerateArray().Select((column, i) => (Name: column.GetProperty("name").GetString()!, i)).ToDictionary(pair => pair.Name, pair => pair.i);
        Rows = [.. answer.GetProperty("rows").EnumerateArray()];
    }

    /// <summary>The rows.</summary>
    public IReadOnlyList<JsonElement> Rows { get; }

    /// <summary>Reads an answer.</summary>
    public static UmamiTable Of(Answer answer) => new(JsonDocument.Parse(answer.Body).RootElement);

    /// <summary>A value of a row.</summary>
    public JsonElement Value(JsonElement row, string column) => row[_columns[column]];

    /// <summary>True when there is such a column.</summary>
    public bool Has(string column) => _columns.ContainsKey(column);

    /// <summary>A row as an object, the total of all pages left out.</summary>
    public JsonObject ObjectOf(JsonElement row) =>
        new(_columns.Where(column => column.Key != Total).Select(column => new KeyValuePair<string, JsonNode?>(column.Key, NodeOf(row[column.Value]))));

    /// <summary>All rows as objects.</summary>
    public JsonArray Objects() => new([.. Rows.Select(ObjectOf)]);

    /// <summary>Name of the column that has how many rows there are on all pages.</summary>
    public const string Total = "allRows";

    /// <summary>A value for an answer.</summary>
    public static JsonNode? NodeOf(JsonElement value) => value.ValueKind == JsonValueKind.Null ? null : JsonValue.Create(value);
}
