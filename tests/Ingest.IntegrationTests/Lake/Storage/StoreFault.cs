using System.Globalization;
using System.Text;
using Ingest.IntegrationTests.Faults.FarEnd;

namespace Ingest.IntegrationTests.Lake.Storage;

/// <summary>A way in which an object store fails a request, and the words by which an operator learns of it.</summary>
/// <param name="Act">What the proxy does.</param>
/// <param name="Words">Part of the message.</param>
internal sealed record StoreFault(Func<ProxyExchange, Task> Act, string Words)
{
    private const string BrokeOff = "cannot be reached or broke off";

    /// <summary>Every fault that may pass, by its name.</summary>
    public static IReadOnlyDictionary<string, StoreFault> Passing { get; } = new Dictionary<string, StoreFault>
    {
        ["500"] = new(Refuses("500 Internal Server Error", "InternalError"), "500 InternalError"),
        ["503-slow-down"] = new(Refuses("503 Slow Down", "SlowDown"), "503 SlowDown"),
        ["503-noise"] = new(exchange => AnswerAsync(exchange, "503 Service Unavailable", "<html>down for repair</html>"), "the store answered 503"),
        ["409-conflict"] = new(Refuses("409 Conflict", "ConditionalRequestConflict"), "409 ConditionalRequestConflict"),
        ["reset-before-the-body"] = new(ResetAsync, BrokeOff),
        ["reset-mid-body"] = new(ResetMidBodyAsync, BrokeOff),
        ["hang"] = new(exchange => exchange.WaitUntilGivenUpAsync(), "no answer within 1 s"),
        ["reply-is-noise"] = new(ReplyNoiseAsync, BrokeOff),
    };

    /// <summary>Answers in the store's place.</summary>
    public static Func<ProxyExchange, Task> Refuses(string status, string code) =>
        exchange => AnswerAsync(exchange, status, $"<?xml version=\"1.0\" encoding=\"UTF-8\"?><Error><Code>{code}</Code><Message>Said by the proxy</Message></Error>");

    /// <summary>Answers in the store's place, after the whole request.</summary>
    public static async Task AnswerAsync(ProxyExchange exchange, string status, string body)
    {
        await exchange.ReadBodyAsync();
        await exchange.ReplyAsync(Encoding.ASCII.GetBytes(string.Create(
            CultureInfo.InvariantCulture, $"HTTP/1.1 {status}\r\nETag: \"0\"\r\nContent-Type: application/xml\r\nContent-Length: {body.Length}\r\nConnection: close\r\n\r\n{body}")));
    }

    /// <summary>Lets the store do it, and loses its answer.</summary>
    public static async Task SwallowReplyAsync(ProxyExchange exchange)
    {
        var answer = await exchange.AskEngineAsync(await exchange.ReadBodyAsync());
        Assert.StartsWith("HTTP/1.1 2", Encoding.ASCII.GetString(answer, 0, 20), StringComparison.Ordinal);
        exchange.Reset();
    }

    /// <summary>Breaks the store's answer off after half of it.</summary>
    public static async Task CutReplyAsync(ProxyExchange exchange)
    {
        var answer = await exchange.AskEngineAsync(await exchange.ReadBodyAsync());
        await exchange.ReplyAsync(answer.AsMemory(0, answer.Length / 2));
    }

    private static Task ResetAsync(ProxyExchange exchange)
    {
        exchange.Reset();
        return Task.CompletedTask;
    }

    // The store gets half of the content and never the rest.
    private static async Task ResetMidBodyAsync(ProxyExchange exchange)
    {
        var body = await exchange.ReadBodyAsync();
        await exchange.BreakOffToEngineAsync(body.AsMemory(0, body.Length / 2));
        exchange.Reset();
    }

    private static async Task ReplyNoiseAsync(ProxyExchange exchange)
    {
        await exchange.ReadBodyAsync();
        await exchange.ReplyAsync("220 mail.example ESMTP\r\n"u8.ToArray());
    }
}
