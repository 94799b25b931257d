using System.Text;
using Ingest.ClickHouse.Embedded.Engine;
using Ingest.ClickHouse.Embedded.Sql;

namespace Ingest.ClickHouse.Embedded.Http;

/// <summary>
/// Knows which tables are hidden from the analyst. All that makes tables goes through this process, so the engine is asked at the first need and
/// again after each statement of the writer that may have changed them, and not for each query. A table that comes between the look and the query is
/// hidden from the next.
/// </summary>
internal sealed class TableList(EngineCore engine, IReadOnlyList<string> allowed)
{
    // Names may hold line ends. The engine's own tables say what there is, which clients ask for, and hold no rows of others.
    private const string Query =
        "SELECT base64Encode(database), base64Encode(name) FROM system.tables WHERE database NOT IN ('system', 'INFORMATION_SCHEMA', 'information_schema')";

    private readonly Lock _gate = new();
    private Task<HiddenTables>? _known;

    /// <exception cref="EngineFaultException">The engine does not say.</exception>
    public Task<HiddenTables> GetAsync()
    {
        lock (_gate)
        {
            if (_known is null || _known.IsFaulted)
                _known = Task.Run(Read);
            return _known;
        }
    }

    /// <summary>Tables may have come, gone or been renamed.</summary>
    public void Forget()
    {
        lock (_gate)
            _known = null;
    }

    private HiddenTables Read()
    {
        using var connection = engine.Connect();
        var reply = connection.Run(Query);
        if (reply.Error is { } error)
            throw EngineFaultException.Parse(error);
        var rows = Encoding.ASCII.GetString(reply.Body).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        return new HiddenTables(rows.Select(row => row.Split('\t')).Select(row => (Text(row[0]), Text(row[1]))), allowed);
    }

    private static string Text(string base64) => Encoding.UTF8.GetString(Convert.FromBase64String(base64));
}
