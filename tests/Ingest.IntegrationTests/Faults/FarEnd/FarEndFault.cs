using System.Globalization;
using System.Text;

namespace Ingest.IntegrationTests.Faults.FarEnd;

/// <summary>A way in which a far end fails an insert, and the words by which an operator learns of it.</summary>
/// <param name="Act">What the proxy does.</param>
/// <param name="Words">Part of the sink's last error; null when the insert succeeds in the end.</param>
/// <param name="Times">Inserts that meet the fault before it passes by itself.</param>
internal sealed record FarEndFault(Func<ProxyExchange, Task> Act, string? Words, int Times = int.MaxValue)
{
    private const string BrokeOff = "cannot be reached or broke off";
    private const string NoAnswer = "whether the rows arrived is unknown";

    /// <summary>Every fault by its name.</summary>
    public static IReadOnlyDictionary<string, FarEndFault> All { get; } = new Dictionary<string, FarEndFault>
    {
        ["slow"] = new(SlowAsync, Words: null),
        ["reset-before-the-body"] = new(ResetAsync, BrokeOff),
        ["reset-mid-body"] = new(ResetMidBodyAsync, BrokeOff),
        ["half-close"] = new(HalfCloseAsync, BrokeOff),
        ["hang"] = new(exchange => exchange.WaitUntilGivenUpAsync(), NoAnswer),
        ["reply-swallowed"] = new(SwallowAsync, BrokeOff),
        ["reply-cut-short"] = new(CutAsync, BrokeOff),
        ["reply-too-late"] = new(LateAsync, NoAnswer),
        ["reply-is-noise"] = new(exchange => AnswerAsync(exchange, "220 mail.example ESMTP\r\n"), BrokeOff),
        ["done-but-called-a-timeout"] = new(DoneThenRefusedAsync, "code 159"),
        ["404-unknown-table"] = new(Refuses("404 Not Found", 60, "UNKNOWN_TABLE"), "ingest schema apply"),
        ["401-authentication"] = new(Refuses("401 Unauthorized", 516, "AUTHENTICATION_FAILED"), "ClickHouse:Password"),
        ["429-too-many-queries"] = new(Refuses("429 Too Many Requests", 202, "TOO_MANY_SIMULTANEOUS_QUERIES"), "HTTP 429, code 202"),
        ["500-memory"] = new(Refuses("500 Internal Server Error", 241, "MEMORY_LIMIT_EXCEEDED"), "HTTP 500, code 241"),
        ["500-too-many-parts"] = new(Refuses("500 Internal Server Error", 252, "TOO_MANY_PARTS"), "HTTP 500, code 252"),
        ["500-timeout"] = new(Refuses("500 Internal Server Error", 159, "TIMEOUT_EXCEEDED"), "HTTP 500, code 159"),

        ["500-type-mismatch"] = new(Refuses("500 Internal Server Error", 53, "TYPE_MISMATCH"), "HTTP 500, code 53"),

        // A refusal of the data, which passes by itself: one that lasts is a bad row's, and has its batch taken apart.
        ["500-incorrect-data"] = new(Refuses("500 Internal Server Error", 117, "INCORRECT_DATA"), "HTTP 500, code 117", Times: 2),
    };

    private static async Task SlowAsync(ProxyExchange exchange)
    {
        var body = await exchange.ReadBodyAsync();
        await Task.Delay(TimeSpan.FromMilliseconds(300), TimeProvider.System, exchange.Stop);
        var answer = await exchange.AskEngineAsync(body);
        await Task.Delay(TimeSpan.FromMilliseconds(300), TimeProvider.System, exchange.Stop);
        await exchange.ReplyAsync(answer);
    }

    private static Task ResetAsync(ProxyExchange exchange)
    {
        exchange.Reset();
        return Task.CompletedTask;
    }

    // The engine gets half of the rows and never the rest.
    private static async Task ResetMidBodyAsync(ProxyExchange exchange)
    {
        var body = await exchange.ReadBodyAsync();
        await exchange.BreakOffToEngineAsync(body.AsMemory(0, body.Length / 2));
        exchange.Reset();
    }

    private static Task HalfCloseAsync(ProxyExchange exchange)
    {
        exchange.HalfClose();
        return exchange.WaitUntilGivenUpAsync();
    }

    private static async Task SwallowAsync(ProxyExchange exchange)
    {
        await DoAsync(exchange);
        exchange.Reset();
    }

    private static async Task CutAsync(ProxyExchange exchange)
    {
        var answer = await DoAsync(exchange);
        await exchange.ReplyAsync(answer.AsMemory(0, answer.Length / 3));
    }

    private static async Task LateAsync(ProxyExchange exchange)
    {
        var answer = await DoAsync(exchange);
        await exchange.WaitUntilGivenUpAsync();
        await exchange.ReplyAsync(answer);
    }

    private static async Task DoneThenRefusedAsync(ProxyExchange exchange)
    {
        await DoAsync(exchange);
        await AnswerAsync(exchange, Refusal("500 Internal Server Error", 159, "TIMEOUT_EXCEEDED"));
    }

    private static async Task<byte[]> DoAsync(ProxyExchange exchange)
    {
        var answer = await exchange.AskEngineAsync(await exchange.ReadBodyAsync());
        Assert.StartsWith("HTTP/1.1 200", Encoding.ASCII.GetString(answer), StringComparison.Ordinal);
        return answer;
    }

    private static Func<ProxyExchange, Task> Refuses(string status, int code, string name) => async exchange =>
    {
        await exchange.ReadBodyAsync();
        await AnswerAsync(exchange, Refusal(status, code, name));
    };

    // As ClickHouse 26 words an error.
    private static string Refusal(string status, int code, string name)
    {
        var body = string.Create(CultureInfo.InvariantCulture, $"Code: {code}. DB::Exception: Said by the proxy. ({name}) (version 26.5.1.1 (official build))\n");
        return string.Create(
            CultureInfo.InvariantCulture,
            $"HTTP/1.1 {status}\r\nContent-Type: text/plain; charset=UTF-8\r\nX-ClickHouse-Exception-Code: {code}\r\nContent-Length: {body.Length}\r\nConnection: close\r\n\r\n{body}");
    }

    private static Task AnswerAsync(ProxyExchange exchange, string answer) => exchange.ReplyAsync(Encoding.ASCII.GetBytes(answer));
}
