using System.Diagnostics;
using System.Security.Cryptography;
using System.Text.Json;
using Ingest.Core.Diagnostics;
using Ingest.Endpoints.Metrics.Fresh;
using Ingest.Sinks.ClickHouse.Client;

namespace Ingest.Endpoints.Metrics;

/// <summary>
/// Answers questions: from what is kept while that is right, else from ClickHouse. An answer is right for half a second in any case, which with the second
/// that a batch may take lets an event count within two of its reply; and as long as nothing has come that it is made of, if all had arrived when it was made.
/// </summary>
internal sealed class AnswerSource(MetricsReader reader, FreshCopies copies, MetricsOptions options, TimeProvider time)
{
    private const int UnknownIdentifier = 47;
    private const int NotAnAggregate = 215;

    private static readonly TimeSpan FreshMax = TimeSpan.FromMilliseconds(500);

    // What changes an answer and is no arrival: rows that were deleted by hand, another schema.
    private static readonly TimeSpan AgeMax = TimeSpan.FromMinutes(5);

    private readonly AnswerCache _cache = new(options.CacheBytesMax);
    private readonly SharedRuns<Answer> _runs = new();
    private readonly DataStates _states = new(reader, time);

    /// <summary>The answer to a question.</summary>
    /// <exception cref="MetricsException">There is none, and the message says why.</exception>
    /// <exception cref="ClickHouseException">ClickHouse refuses the query.</exception>
    public async Task<Answer> GetAsync(QueryRequest request, CancellationToken cancellationToken)
    {
        var key = KeyOf(request);
        if (_cache.Find(key) is { } kept && time.GetElapsedTime(kept.Asked) < FreshMax)
        {
            IngestMeter.CountQuery(request.View.Name, "cached");
            return kept.Answer;
        }

        return await _runs.RunAsync(key, token => RenewAsync(key, request, token), cancellationToken);
    }

    private async Task<Answer> RenewAsync(string key, QueryRequest request, CancellationToken cancellationToken)
    {
        var kept = _cache.Find(key);
        var state = await _states.FindAsync(request, cancellationToken);
        if (state is { Version.IsSettled: true } && kept?.Version == state.Version && time.GetElapsedTime(kept.Asked) < AgeMax)
        {
            IngestMeter.CountQuery(request.View.Name, "cached");
            return kept.Answer;
        }

        // What arrives after the state was seen makes another: the answer is as old as that, or as the copies that it was made of.
        using var lease = state is null ? null : await copies.TakeAsync(request, state, cancellationToken);
        var asked = Math.Min(state?.Asked ?? time.GetTimestamp(), lease?.Asked ?? long.MaxValue);
        var answer = await AskAsync(request, state, lease, cancellationToken);
        _cache.Keep(new CachedAnswer(key, answer, state is { Version.IsSettled: true } ? state.Version : null, asked));
        return answer;
    }

    private async Task<Answer> AskAsync(QueryRequest request, DataState? state, FreshLease? lease, CancellationToken cancellationToken)
    {
        try
        {
            return await AskAsync(request, MetricsQuery.Of(request, reader.Database, state, lease), cancellationToken);
        }
        catch (MetricsException fault) when (lease is not null && FreshCopies.IsGone(fault))
        {
            copies.Forget();
            return await AskAsync(request, MetricsQuery.Of(request, reader.Database, state), cancellationToken);
        }
    }

    private async Task<Answer> AskAsync(QueryRequest request, MetricsQuery query, CancellationToken cancellationToken)
    {
        var start = time.GetTimestamp();
        var outcome = "failed";
        try
        {
            var answer = await reader.ReadAsync(query, (result, token) => AnswerReader.ReadAsync(request, result, token), cancellationToken);
            outcome = "asked";
            return answer;
        }
        catch (ClickHouseException fault) when (fault.Code is UnknownIdentifier or NotAnAggregate && request.Order is { } order)
        {
            throw MetricsException.Parameter("order", $"the view {request.View.Name} has no column '{order}': the columns of an answer are those that it can be sorted by.");
        }
        catch (ClickHouseException fault) when (fault.Message.Contains("time zone", StringComparison.OrdinalIgnoreCase))
        {
            throw MetricsException.Parameter("tz", $"'{request.TimeZone}' is no time zone that ClickHouse knows. Give another name of it, such as Europe/Berlin.");
        }
        finally
        {
            IngestMeter.CountQuery(request.View.Name, outcome);
            IngestMeter.QuerySeconds.Record(time.GetElapsedTime(start).TotalSeconds, new TagList { { "view", request.View.Name } });
        }
    }

    private static string KeyOf(QueryRequest request) => Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(new
    {
        View = request.View.Name,
        request.Site,
        request.Range.Since,
        request.Range.Until,
        request.TimeZone,
        request.Unit,
        request.Filter,
        request.Own,
        request.Order,
        request.IsDescending,
        request.Limit,
        request.Offset,
    })));
}
