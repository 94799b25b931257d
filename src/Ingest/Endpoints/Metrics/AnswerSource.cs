using System.Diagnostics;
using System.Security.Cryptography;
using System.Text.Json;
using Ingest.Core.Diagnostics;
using Ingest.Sinks.ClickHouse.Client;

namespace Ingest.Endpoints.Metrics;

/// <summary>
/// Answers questions: from what is kept while that is right, else from ClickHouse. An answer is right for half a second in any case, which with the second
/// that a batch may take lets an event count within two of its reply; and as long as nothing has come that it is made of, if all had arrived when it was made.
/// </summary>
internal sealed class AnswerSource(MetricsReader reader, MetricsOptions options, TimeProvider time)
{
    private const int UnknownIdentifier = 47;

    private static readonly TimeSpan FreshMax = TimeSpan.FromMilliseconds(500);

    // What changes an answer and is no arrival: rows that were deleted by hand, another schema.
    private static readonly TimeSpan AgeMax = TimeSpan.FromMinutes(5);

    private readonly AnswerCache _cache = new(options.CacheBytesMax);
    private readonly SharedRuns<Answer> _runs = new();

    /// <summary>The answer to a question.</summary>
    /// <exception cref="MetricsException">There is none, and the message says why.</exception>
    /// <exception cref="ClickHouseException">ClickHouse refuses the query.</exception>
    public async Task<Answer> GetAsync(QueryRequest request, CancellationToken cancellationToken)
    {
        var query = MetricsQuery.Of(request, reader.Database);
        var key = KeyOf(request, query);
        if (_cache.Find(key) is { } kept && time.GetElapsedTime(kept.Asked) < FreshMax)
        {
            IngestMeter.CountQuery(request.View.Name, "cached");
            return kept.Answer;
        }

        return await _runs.RunAsync(key, token => RenewAsync(key, request, query, token), cancellationToken);
    }

    private async Task<Answer> RenewAsync(string key, QueryRequest request, MetricsQuery query, CancellationToken cancellationToken)
    {
        // Before the version: what arrives after that makes another.
        var asked = time.GetTimestamp();
        var kept = _cache.Find(key);
        var version = HasVersion(request) ? await VersionAsync(request, cancellationToken) : null;
        if (version is { IsSettled: true } && kept?.Version == version && time.GetElapsedTime(kept.Asked) < AgeMax)
        {
            IngestMeter.CountQuery(request.View.Name, "cached");
            return kept.Answer;
        }

        var answer = await AskAsync(request, query, cancellationToken);
        _cache.Keep(new CachedAnswer(key, answer, version is { IsSettled: true } ? version : null, asked));
        return answer;
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
        catch (ClickHouseException fault) when (fault.Code == UnknownIdentifier && request.Order is { } order)
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

    private Task<DataVersion> VersionAsync(QueryRequest request, CancellationToken cancellationToken) =>
        reader.ReadAsync(DataVersion.QueryOf(request, reader.Database), DataVersion.ReadAsync, cancellationToken);

    // Views of now change by themselves, and what was rejected arrives in another table: those are asked for each time that half a second has passed.
    private static bool HasVersion(QueryRequest request) => request.Range.Since < request.Range.Until && !request.View.Name.StartsWith("rejected", StringComparison.Ordinal);

    private static string KeyOf(QueryRequest request, MetricsQuery query) => Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(
        new { query.Sql, query.Parameters, request.Site, request.Range.Since, request.Range.Until, request.TimeZone, request.Unit })));
}
