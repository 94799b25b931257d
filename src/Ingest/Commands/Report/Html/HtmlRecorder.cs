using System.Text.Json;
using Ingest.Endpoints.Metrics;
using Ingest.Sinks.ClickHouse;
using Microsoft.AspNetCore.WebUtilities;

namespace Ingest.Commands.Report.Html;

/// <summary>Asks ClickHouse all that a page in a file will be asked, as the API does.</summary>
internal sealed class HtmlRecorder : IDisposable
{
    // Values of so many keys of events' data: each is a question, and few are looked at.
    private const int KeysMax = 100;

    // Nobody waits before a page that does not come: as long as a reader may have.
    private static readonly MetricsOptions Limits = new() { QueryTimeout = TimeSpan.FromSeconds(60) };

    private readonly HtmlReport _report;
    private readonly MetricsReader _reader;
    private readonly DataStates _states;

    /// <summary>Creates it for a report.</summary>
    public HtmlRecorder(HtmlReport report, TimeProvider time)
    {
        _report = report;
        _reader = new MetricsReader(ServerOf(report.Endpoint), Limits, time);
        _states = new DataStates(_reader, time);
    }

    /// <summary>Asks, one after the other.</summary>
    /// <param name="progress">Is told how many are answered, and of how many.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="CommandException">There is no answer to one; the message says why, and what to do.</exception>
    public async Task<IReadOnlyList<(HtmlQuestion Question, Answer Answer)>> RecordAsync(Action<long, long>? progress, CancellationToken cancellationToken)
    {
        // All are read before the first is asked: a fault costs no time.
        List<(HtmlQuestion Question, QueryRequest Request)> questions = [.. HtmlQuestion.Of(_report).Select(WithRequest)];
        var answers = new List<(HtmlQuestion Question, Answer Answer)>();
        for (var i = 0; i < questions.Count; i++)
        {
            var (question, request) = questions[i];
            var answer = await AskAsync(request, cancellationToken);
            answers.Add((question, answer));
            if (question.View == HtmlQuestion.DataView)
            {
                questions.AddRange(KeysOf(answer.Body).Select(pair => WithRequest(HtmlQuestion.OfValues(_report, pair.Name, pair.Key))));
            }

            progress?.Invoke(answers.Count, questions.Count);
        }

        return answers;
    }

    /// <inheritdoc/>
    public void Dispose() => _reader.Dispose();

    private (HtmlQuestion Question, QueryRequest Request) WithRequest(HtmlQuestion question)
    {
        try
        {
            return (question, question.ToRequest(_report));
        }
        catch (MetricsException fault)
        {
            throw new CommandException($"{question.View}: {fault.Message}");
        }
    }

    private async Task<Answer> AskAsync(QueryRequest request, CancellationToken cancellationToken)
    {
        try
        {
            var query = MetricsQuery.Of(request, _reader.Database, await _states.FindAsync(request, cancellationToken));
            return await _reader.ReadAsync(query, (result, token) => AnswerReader.ReadAsync(request, result, token), cancellationToken);
        }
        catch (MetricsException fault) when (fault.InnerException is HttpRequestException unreachable)
        {
            throw new CommandException(
                $"ClickHouse at {_report.Endpoint.GetLeftPart(UriPartial.Authority)} cannot be reached ({unreachable.Message}): start the server with 'ingest serve', or name another with --data or --endpoint");
        }
        catch (MetricsException fault)
        {
            throw new CommandException($"{request.View.Name}: {fault.Message}");
        }
    }

    // In the order of the answer: those that most events have. A key may be there with several types, and one with a zero byte cannot be asked for.
    private static IEnumerable<(string Name, string Key)> KeysOf(ReadOnlyMemory<byte> answer)
    {
        using var document = JsonDocument.Parse(answer);
        var names = document.RootElement.GetProperty("columns").EnumerateArray().Select(column => column.GetProperty("name").GetString()).ToList();
        var (name, key) = (names.IndexOf("event_name"), names.IndexOf("data_key"));
        return
        [
            .. document.RootElement.GetProperty("rows").EnumerateArray().Select(row => (Name: row[name].GetString()!, Key: row[key].GetString()!))
                .Where(pair => !$"{pair.Name}{pair.Key}".Contains('\0', StringComparison.Ordinal)).Distinct().Take(KeysMax),
        ];
    }

    // The address that a person gives may say who asks.
    private static ClickHouseOptions ServerOf(Uri endpoint)
    {
        var query = QueryHelpers.ParseQuery(endpoint.Query);
        return new ClickHouseOptions
        {
            Endpoint = endpoint,
            Database = AnalystQuery.DatabaseOf(endpoint),
            User = query.TryGetValue("user", out var user) ? user.ToString() : "default",
            Password = query.TryGetValue("password", out var password) ? password.ToString() : "",
            RequestTimeout = Limits.QueryTimeout * 2,
        };
    }
}
