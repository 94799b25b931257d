namespace Ingest.Endpoints.Metrics;

/// <summary>
/// The states of the data, asked for once by the questions that a page asks at a time: they are of the same site and time. Thread-safe.
/// </summary>
internal sealed class DataStates(MetricsReader reader, TimeProvider time)
{
    // Answers may be half a second old, and this is a part of it.
    private static readonly TimeSpan AgeMax = TimeSpan.FromMilliseconds(500);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, DataState> _known = new(StringComparer.Ordinal);
    private readonly SharedRuns<DataState> _runs = new();

    /// <summary>
    /// The state of what a question is about; null when it has none. Views of now change by themselves, and what was rejected arrives in another table.
    /// </summary>
    /// <exception cref="MetricsException">ClickHouse does not say, and the message says why.</exception>
    public async Task<DataState?> FindAsync(QueryRequest request, CancellationToken cancellationToken)
    {
        if (request.Range.Since >= request.Range.Until || request.View.Name.StartsWith("rejected", StringComparison.Ordinal))
        {
            return null;
        }

        var cut = CutHours.Of(request);
        var key = $"{request.Site} {request.Range.Since.UtcTicks} {request.Range.Until.UtcTicks} {cut}";
        lock (_gate)
        {
            if (_known.TryGetValue(key, out var known) && time.GetElapsedTime(known.Asked) < AgeMax)
            {
                return known;
            }
        }

        return await _runs.RunAsync(key, token => AskAsync(key, request, cut, token), cancellationToken);
    }

    private async Task<DataState> AskAsync(string key, QueryRequest request, CutHours cut, CancellationToken cancellationToken)
    {
        var asked = time.GetTimestamp();
        var state = await new DataStateQuery(request, cut, reader.Database).RunAsync(reader, asked, cancellationToken);
        lock (_gate)
        {
            // As many are kept as are asked for in half a second.
            foreach (var old in _known.Where(entry => time.GetElapsedTime(entry.Value.Asked) >= AgeMax).Select(entry => entry.Key).ToArray())
            {
                _known.Remove(old);
            }

            _known[key] = state;
        }

        return state;
    }
}
