using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json;
using Ingest.Load.Compare;
using Ingest.Load.Compare.Servers;

namespace Ingest.Load.Metrics;

/// <summary>Asks a server for figures as the dashboard does, and takes the time until the answer is there. Milliseconds.</summary>
internal sealed class FigureClient : IDisposable
{
    // As the dashboard's page does.
    private const int AtOnce = 4;

    private readonly HttpClient _http;
    private readonly TimeProvider _time;

    public FigureClient(Uri server, string key, TimeProvider time)
    {
        _time = time;
        _http = OneEvent.CreateClient(server, TimeSpan.FromMinutes(1));
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
    }

    /// <summary>Asks one question alone.</summary>
    public async Task<double> AskAsync(Guid site, Question question, CancellationToken stop) => await TimeAsync(UrlOf(site, question), stop);

    /// <summary>Asks what the page of the overview asks, as many at once as it does, and takes the time until the last answer.</summary>
    public async Task<double> PageAsync(Guid site, string range, CancellationToken stop)
    {
        var before = BeforeOf(range, _time.GetUtcNow());
        var urls = Question.PageOf(range).SelectMany(question => Question.Compared.Contains(question.View)
            ? new[] { UrlOf(site, question), $"/api/sites/{site}/query/{question.View}?{before}{question.Parameters}" }
            : [UrlOf(site, question)]);
        var from = _time.GetTimestamp();
        await Parallel.ForEachAsync(urls, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = stop }, async (url, token) => await TimeAsync(url, token));
        return _time.GetElapsedTime(from).TotalMilliseconds;
    }

    /// <summary>Sends a page view.</summary>
    /// <exception cref="CompareException">It is not taken.</exception>
    public async Task SendAsync(Guid site, CancellationToken stop)
    {
        var status = await OneEvent.SendAsync(_http, site, stop);
        if (status != 200)
        {
            throw new CompareException($"An event was answered {status}.");
        }
    }

    /// <summary>The views that the overview of a site shows for the last 24 hours.</summary>
    public async Task<long> ViewsAsync(Guid site, CancellationToken stop)
    {
        using var reply = await _http.GetAsync($"/api/sites/{site}/query/overview?last=24h", stop);
        using var json = JsonDocument.Parse(await reply.Content.ReadAsStringAsync(stop));
        var columns = json.RootElement.GetProperty("columns").EnumerateArray().Select(column => column.GetProperty("name").GetString()).ToList();
        return json.RootElement.GetProperty("rows")[0][columns.IndexOf("views")].GetInt64();
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private static string UrlOf(Guid site, Question question) =>
        $"/api/sites/{site}/query/{question.View}?{(question.Last.Length > 0 ? $"last={question.Last}" : "")}{question.Parameters}";

    // The range that the page compares with: as long, and ending where the other begins, nearly enough for a time.
    private static string BeforeOf(string range, DateTimeOffset now)
    {
        var today = new DateTimeOffset(now.UtcDateTime.Date, TimeSpan.Zero);
        var (since, until) = range switch
        {
            "24h" => (Hour(now).AddHours(-47), Hour(now).AddHours(-23)),
            "30d" => (today.AddDays(-59), today.AddDays(-29)),
            _ => (today.AddMonths(-23), today.AddMonths(-11)),
        };
        return string.Create(CultureInfo.InvariantCulture, $"since={since:yyyy-MM-ddTHH:mm:ssZ}&until={until:yyyy-MM-ddTHH:mm:ssZ}");
    }

    private static DateTimeOffset Hour(DateTimeOffset time) => new(time.UtcDateTime.Date.AddHours(time.UtcDateTime.Hour), TimeSpan.Zero);

    private async Task<double> TimeAsync(string url, CancellationToken stop)
    {
        var from = _time.GetTimestamp();
        using var reply = await _http.GetAsync(url, stop);
        var text = await reply.Content.ReadAsStringAsync(stop);
        return reply.IsSuccessStatusCode
            ? _time.GetElapsedTime(from).TotalMilliseconds
            : throw new CompareException($"{url} answered {(int)reply.StatusCode}: {text}");
    }
}
