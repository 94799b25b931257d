using System.Text.Json;
using Ingest.IntegrationTests.ClickHouse;

namespace Ingest.IntegrationTests.Lake.Sink;

/// <summary>ClickHouse as a reader of the lake: it knows nothing of who has written it.</summary>
public sealed class LakeEngine : EmbeddedEngine
{
    private readonly TemporaryFolder _lakes = new();

    /// <summary>A folder for the lakes of the tests, which the engine may read.</summary>
    public string Lakes => _lakes;

    protected override string[] Arguments => ["--readable", _lakes];

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _lakes.Dispose();
    }

    /// <summary>Asks a question in which TABLE stands for a table of a lake; each row is an object.</summary>
    internal async Task<List<JsonElement>> AskAsync(string lake, string table, string sql)
    {
        var text = await Writer.QueryAsync(sql.Replace("TABLE", $"icebergLocal('{lake}/ingest/{table}/')", StringComparison.Ordinal), "default_format=JSONEachRow");
        return [.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement)];
    }

    /// <summary>The ids of all events in a lake, those that are there twice twice.</summary>
    internal async Task<List<Guid>> EventIdsAsync(string lake) =>
        [.. (await AskAsync(lake, "pa_events", "SELECT toString(event_id) AS id FROM TABLE")).Select(row => row.GetProperty("id").GetGuid())];
}
