using Ingest.Endpoints.Metrics;
using Ingest.Endpoints.Metrics.Fresh;
using Ingest.IntegrationTests.Metrics.Reference;
using Ingest.Sinks.ClickHouse;
using Ingest.Sinks.ClickHouse.Schema;
using Microsoft.Extensions.Logging.Abstractions;

namespace Ingest.IntegrationTests.Metrics.Views;

/// <summary>What the server does before it asks a view, without HTTP.</summary>
internal sealed class ServerReading : IAsyncDisposable
{
    private const int RowsMax = 1_000_000;

    private readonly MetricsReader _reader;
    private readonly DataStates _states;
    private readonly FreshCopies _copies;

    public ServerReading(ClickHouseOptions options)
    {
        var limits = new MetricsOptions { QueryTimeout = TimeSpan.FromSeconds(60) };
        _reader = new MetricsReader(options, limits, TimeProvider.System, options);
        _states = new DataStates(_reader, TimeProvider.System);
        _copies = new FreshCopies(_reader, TimeProvider.System, NullLogger<FreshCopies>.Instance);
    }

    /// <summary>The query of a question, and the copies that it reads.</summary>
    /// <param name="view">The view.</param>
    /// <param name="question">The question.</param>
    /// <param name="parameters">The view's parameters in ClickHouse's text form.</param>
    public async Task<(MetricsQuery Query, FreshLease? Lease)> AskAsync(ViewFile view, Question question, KeyValuePair<string, string>[] parameters)
    {
        var request = Of(view, question, parameters);
        var state = await _states.FindAsync(request, TestContext.Current.CancellationToken);
        var lease = state is null ? null : await _copies.TakeAsync(request, state, TestContext.Current.CancellationToken);
        return (MetricsQuery.Of(request, _reader.Database, state, lease), lease);
    }

    /// <summary>The state of what a question is about.</summary>
    public async Task<DataState> StateAsync(ViewFile view, Question question)
    {
        var state = await _states.FindAsync(Of(view, question, []), TestContext.Current.CancellationToken);
        Assert.NotNull(state);
        return state;
    }

    public async ValueTask DisposeAsync()
    {
        await _copies.DisposeAsync();
        _reader.Dispose();
    }

    private static QueryRequest Of(ViewFile view, Question question, KeyValuePair<string, string>[] parameters)
    {
        var range = new TimeRange(DateTimeOffset.FromUnixTimeMilliseconds(question.Since), DateTimeOffset.FromUnixTimeMilliseconds(question.Until));
        return new QueryRequest(CataloguedView.Of(view.Name[ViewCatalogue.Prefix.Length..], view), question.Site, range)
        {
            TimeZone = question.Zone,
            Unit = question.Unit,
            Filter = [.. question.Filter.Select(condition => new KeyValuePair<string, IReadOnlyList<string>>(condition.Key, condition.Value))],
            Own = parameters,
            Limit = RowsMax,
        };
    }
}
