using System.Globalization;
using System.Net;
using System.Net.Http.Headers;

namespace Ingest.Sinks.Iceberg.Catalogs.Rest;

/// <summary>Asks a REST catalog, and asks again where that does no harm.</summary>
/// <remarks>
/// The least that is trusted: every answer of 500 and above leaves a change in doubt, 503 too, since proxies say it of connections that broke
/// after the catalog had the request. Only what the catalog refused with less was certainly not done.
/// </remarks>
internal sealed class RestTransport(HttpClient client, TimeProvider time) : IDisposable
{
    /// <summary>How often a question is asked at the most.</summary>
    public const int AttemptsMax = 4;

    private const int WordsMax = 400;
    private static readonly TimeSpan RetryAfterMax = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(100);

    /// <summary>Where the catalog is, for messages.</summary>
    public string Where => $"the REST catalog {client.BaseAddress!.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped).TrimEnd('/')}";

    /// <summary>Asks. No fault of the other side is thrown: the answer has it.</summary>
    /// <exception cref="CatalogException">It was never asked: there are no credentials to ask with.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled, and certainly changed nothing.</exception>
    public async Task<RestAnswer> AskAsync(RestQuestion question, CancellationToken cancellationToken)
    {
        RestAnswer? last = null;
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                var answer = await TryAsync(question, cancellationToken);
                last = answer with { IsDoubtful = answer.IsDoubtful || last is { IsDoubtful: true } };
                if (attempt == AttemptsMax || PauseAfter(question, answer, attempt) is not { } pause)
                {
                    return last;
                }

                await Task.Delay(pause, time, cancellationToken);
            }
            catch (Exception fault) when (fault is OperationCanceledException or CatalogException && last is { IsDoubtful: true })
            {
                return last;
            }
        }
    }

    /// <summary>The words for a question that was not answered as it should be.</summary>
    public CatalogException Refusal(RestQuestion question, RestAnswer answer) => new($"{Where} does not {question.Act}: {answer.Fault}");

    /// <summary>Closes the connections.</summary>
    public void Dispose() => client.Dispose();

    private async Task<RestAnswer> TryAsync(RestQuestion question, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        using var request = Request(question);
        try
        {
            using var response = await client.SendAsync(request, cancellationToken);
            var body = await response.Content.ReadAsByteArrayAsync(cancellationToken);
            var status = response.StatusCode;
            var fault = response.IsSuccessStatusCode ? "" : Words(status, body, request.Headers.Authorization?.Parameter);
            return new RestAnswer(status, body, fault, question.IsChange && (int)status >= 500, RetryAfterOf(response));
        }
        catch (HttpRequestException fault)
        {
            var isSent = fault.HttpRequestError is not (
                HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError or HttpRequestError.SecureConnectionError or HttpRequestError.ProxyTunnelError);
            return Unanswered(question, isSent
                ? $"the connection broke ({fault.Message})"
                : $"it cannot be reached ({fault.Message}). Check that it runs and that Iceberg:CatalogUri names it", isSent);
        }
        catch (IOException fault)
        {
            return Unanswered(question, $"the connection broke ({fault.Message})", isSent: true);
        }
        catch (OperationCanceledException) when (question.IsChange || !cancellationToken.IsCancellationRequested)
        {
            // A change that was cancelled is on its way: nobody knows whether it arrives.
            var why = cancellationToken.IsCancellationRequested ? "the wait for the answer was cancelled" : $"there was no answer within {client.Timeout.TotalSeconds} s";
            return Unanswered(question, why, isSent: true);
        }
    }

    private static RestAnswer Unanswered(RestQuestion question, string fault, bool isSent) =>
        new(Status: null, Body: [], fault, IsDoubtful: isSent && question.IsChange, RetryAfter: null);

    private static HttpRequestMessage Request(RestQuestion question)
    {
        var request = new HttpRequestMessage(question.Method, new Uri(question.Path, UriKind.Relative));
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        if (question.Body is { } body)
        {
            request.Content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
        }

        if (question.IdempotencyKey is { } key)
        {
            request.Headers.Add("Idempotency-Key", key);
        }

        if (question.WantsCredentials)
        {
            request.Headers.Add("X-Iceberg-Access-Delegation", "vended-credentials");
        }

        return request;
    }

    // Null: it is not asked again.
    private static TimeSpan? PauseAfter(RestQuestion question, RestAnswer answer, int attempt)
    {
        var mayRepeat = answer.Status switch
        {
            HttpStatusCode.TooManyRequests => true,
            HttpStatusCode.ServiceUnavailable when answer.RetryAfter is not null => true,
            null => question.IsRepeatable,
            { } status => (int)status >= 500 && question.IsRepeatable,
        };
        if (!mayRepeat || answer.RetryAfter > RetryAfterMax)
        {
            return null;
        }

        // Jitter above what was asked for: those who were sent away together do not come back together.
        var pause = FirstPause * Math.Pow(2, attempt - 1);
        return (answer.RetryAfter ?? TimeSpan.Zero) + (pause * (0.5 + Random.Shared.NextDouble()));
    }

    private TimeSpan? RetryAfterOf(HttpResponseMessage response) => response.Headers.RetryAfter switch
    {
        { Delta: { } delta } => delta,
        { Date: { } date } => date - time.GetUtcNow() is var wait && wait > TimeSpan.Zero ? wait : TimeSpan.Zero,
        _ => null,
    };

    // A catalog that quotes the token it was sent is not quoted.
    private static string Words(HttpStatusCode status, byte[] body, string? secret)
    {
        var said = ErrorMessage.Read(body) is { Message: { Length: > 0 } message } ? $": {message}" : "";
        if (secret is { Length: > 0 })
        {
            said = said.Replace(secret, "…", StringComparison.Ordinal);
        }

        var words = string.Create(CultureInfo.InvariantCulture, $"{(int)status} {status}{(said.Length > WordsMax ? said[..WordsMax] + "…" : said)}");
        return (int)status switch
        {
            401 or 403 or 419 => $"{words}. Check Iceberg:CatalogCredentials and Iceberg:CatalogScope, and what they may do there",
            404 when said.Length == 0 => $"{words}. Check that Iceberg:CatalogUri is the address that has /v1/config below it",
            >= 300 and < 400 => $"{words}: it sends to another address. Redirects are not followed, since credentials would go with them: name the final address in Iceberg:CatalogUri",
            _ => words,
        };
    }
}
