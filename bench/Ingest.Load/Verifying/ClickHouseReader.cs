using System.Globalization;
using Ingest.Load.Running;

namespace Ingest.Load.Verifying;

/// <summary>Where the events of a run are counted.</summary>
/// <param name="Endpoint">HTTP interface of ClickHouse; a query of its own, such as <c>?database=x</c>, is not read.</param>
/// <param name="Database">Database of Ingest's views.</param>
/// <param name="User">User; reading suffices.</param>
/// <param name="Password">Password; empty for none.</param>
internal sealed record ClickHouseTarget(Uri Endpoint, string Database, string User, string Password);

/// <summary>
/// Counts the events of a marked run through the views of Ingest's data model, which show each event once: <c>v_pa_events</c>, and
/// <c>fact_event FINAL</c> for the identify messages that it leaves out.
/// </summary>
internal sealed class ClickHouseReader(ClickHouseTarget target, HttpClient http)
{
    // The tag is the run's alone; the time only spares reading older months. A day covers clocks that disagree.
    private static readonly TimeSpan ClockSlack = TimeSpan.FromDays(1);

    /// <summary>Rows that have come, roughly: without merging, so that asking often costs the server little.</summary>
    public async Task<long> CountRoughlyAsync(LoadResult run, CancellationToken cancellationToken) =>
        (await AskAsync($"SELECT count() FROM fact_event WHERE {Time(run)} AND ({Tagged(run)} OR {Identified(run)}) FORMAT TSV", cancellationToken))[0];

    /// <summary>What has come, exactly.</summary>
    public async Task<ArrivalCounts> CountAsync(LoadResult run, CancellationToken cancellationToken)
    {
        var areKept = run.UnknownNumbers.Count == run.Whole.EventsUnknown;
        var unknown = areKept && run.UnknownNumbers.Count > 0 ? $"uniqExactIf(n, n IN ({string.Join(',', run.UnknownNumbers)}))" : "0";
        var numbers = await AskAsync(
            $"""
            SELECT count(), groupBitmap(n), {unknown} FROM (
              SELECT toUInt64OrZero(extract(url_query, 'n=([0-9]+)$')) AS n FROM v_pa_events WHERE {Time(run)} AND {Tagged(run)}
              UNION ALL
              SELECT toUInt64OrZero(data_text['n']) AS n FROM fact_event FINAL WHERE {Time(run)} AND {Identified(run)}
            ) FORMAT TSV
            """,
            cancellationToken);
        return new ArrivalCounts(numbers[0], numbers[1], areKept ? numbers[2] : null);
    }

    private static string Time(LoadResult run) => string.Create(
        CultureInfo.InvariantCulture,
        $"event_time >= toDateTime64('{(run.StartedAt - run.Plan.WarmUp - ClockSlack).UtcDateTime:yyyy-MM-dd HH:mm:ss}', 3, 'UTC')");

    private static string Tagged(LoadResult run) => $"tag = '{run.Plan.Marker}'";

    private static string Identified(LoadResult run) => $"(event_type = 6 AND data_text['run'] = '{run.Plan.Marker}')";

    private async Task<long[]> AskAsync(string sql, CancellationToken cancellationToken)
    {
        var address = new Uri(target.Endpoint, $"/?database={Uri.EscapeDataString(target.Database)}");
        using var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = new StringContent(sql) };
        request.Headers.Add("X-ClickHouse-User", target.User);
        if (target.Password.Length > 0)
        {
            request.Headers.Add("X-ClickHouse-Key", target.Password);
        }

        try
        {
            using var reply = await http.SendAsync(request, cancellationToken);
            var text = await reply.Content.ReadAsStringAsync(cancellationToken);
            return reply.IsSuccessStatusCode
                ? [.. text.Trim().Split('\t').Select(number => long.Parse(number, CultureInfo.InvariantCulture))]
                : throw new LoadException($"ClickHouse at {target.Endpoint} refused to count: {text.Trim()}\nIt has to hold the views of Ingest, in --verify-database ({target.Database}), readable by --verify-user ({target.User}).");
        }
        catch (HttpRequestException away)
        {
            throw new LoadException($"ClickHouse at {target.Endpoint} does not answer: {away.Message}. Give --verify the address that 'ingest serve' prints.");
        }
        catch (FormatException notNumbers)
        {
            throw new LoadException($"{target.Endpoint} does not answer as ClickHouse does: {notNumbers.Message}. Give --verify the address of its HTTP interface.");
        }
    }
}
