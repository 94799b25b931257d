using System.Globalization;
using System.Text.RegularExpressions;
using Ingest.Endpoints.Metrics.Fresh;
using Ingest.Sinks.ClickHouse.Client;
using Ingest.Sinks.ClickHouse.Schema;

namespace Ingest.Endpoints.Metrics;

/// <summary>A query for ClickHouse.</summary>
/// <param name="Sql">Its text, which has nothing in it that a client sent.</param>
/// <param name="Parameters">Its query parameters by name, in ClickHouse's text form.</param>
/// <param name="RowsMax">Most rows of its answer.</param>
internal sealed partial record MetricsQuery(string Sql, IReadOnlyList<KeyValuePair<string, string>> Parameters, int RowsMax)
{
    /// <summary>
    /// The query of a question. It asks for one row more than the question, which tells whether there are more. What is equal in the order asked for
    /// is in that of the first two columns, so that pages fit together.
    /// </summary>
    /// <param name="request">The question.</param>
    /// <param name="database">Name of the database.</param>
    /// <param name="state">The state of the data that is known; null when the view has none.</param>
    /// <param name="copies">What it reads in place of facts; null for the facts.</param>
    public static MetricsQuery Of(QueryRequest request, string database, DataState? state, FreshLease? copies = null)
    {
        var hours = copies is not null ? FreshHours.Copied : state?.HoursOf(request.View) ?? FreshHours.Asked;
        var rendered = ViewQuery.Render(request.View.File, database, [.. request.Filter.Select(condition => condition.Key)], hours);
        var order = request.Order is null ? "" : $"{{order:Identifier}}{(request.IsDescending ? " DESC" : "")}, ";

        // Of the view's own select: around one, ClickHouse would look through all of it again for each column. Settings of the whole statement are refused
        // to those who only read, not those of a part.
        var text = Settings().IsMatch(rendered) ? $"SELECT * FROM (\n{rendered}\n)" : rendered;
        return new MetricsQuery(
            $"{text}\nORDER BY {order}1, 2\nLIMIT {{limit:UInt32}} OFFSET {{offset:UInt32}}",
            [.. ParametersOf(request, state), .. copies?.Copies.Select(copy => new KeyValuePair<string, string>(copy.View, copy.Table)) ?? []],
            request.Limit + 1);
    }

    private static IEnumerable<KeyValuePair<string, string>> ParametersOf(QueryRequest request, DataState? state)
    {
        Dictionary<string, string> known = new(request.Own)
        {
            ["site"] = request.Site.ToString(),
            ["since"] = ClickHouseText.Of(request.Range.Since),
            ["until"] = ClickHouseText.Of(request.Range.Until),
            ["tz"] = ClickHouseText.Of(request.TimeZone),
            ["unit"] = request.Unit ?? "",
            ["filter"] = ClickHouseText.Map(request.Filter),
        };
        foreach (var parameter in request.View.Parameters)
        {
            yield return new(parameter.Name, known[parameter.Name]);
        }

        yield return new("limit", (request.Limit + 1).ToString(CultureInfo.InvariantCulture));
        yield return new("offset", request.Offset.ToString(CultureInfo.InvariantCulture));
        if (state?.FreshText is { } hours)
        {
            yield return new("fresh", hours);
        }

        if (request.Order is not null)
        {
            yield return new("order", request.Order);
        }
    }

    // Those of the query itself: behind those of a view within it comes its bracket.
    [GeneratedRegex(@"\nSETTINGS [^()]*\z", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Settings();
}
