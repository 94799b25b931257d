using System.Net;
using System.Net.Sockets;
using Ingest.Sinks.ClickHouse;
using Ingest.Sinks.ClickHouse.Client;

namespace Ingest.IntegrationTests.ClickHouse.Sink;

/// <summary>Far ends that misbehave on a real socket: each is an outcome in words, never an exception.</summary>
public sealed class FarEndTests : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly ClickHouseOptions _options = new();

    public FarEndTests()
    {
        _listener.Start();
        _options.Endpoint = new Uri($"http://{_listener.LocalEndpoint}");
        _options.RequestTimeout = TimeSpan.FromSeconds(30);
    }

    [Fact]
    public async Task Nobody_listens()
    {
        // Bound and not listening: refused, and no other test gets the port meanwhile.
        using var bound = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        bound.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _options.Endpoint = new Uri($"http://{bound.LocalEndPoint}");
        Assert.Contains("cannot be reached", await DeliverAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_answer_within_the_time_limit()
    {
        _options.RequestTimeout = TimeSpan.FromMilliseconds(300);
        Assert.Contains("no answer within 0.3 s", await DeliverAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_connection_is_reset()
    {
        var served = ServeAsync("");
        Assert.Contains("broke off", await DeliverAsync(), StringComparison.Ordinal);
        await served;
    }

    [Theory]
    [InlineData("404 Not Found", "Code: 60. DB::Exception: Unknown table. (UNKNOWN_TABLE)", "ingest schema apply")]
    [InlineData("401 Unauthorized", "", "ClickHouse:User")]
    [InlineData("503 Service Unavailable", "Code: 252. DB::Exception: Too many parts (TOO_MANY_PARTS)", "code 252")]
    [InlineData("500 Internal Server Error", "", "HTTP 500 without a message")]
    [InlineData("302 Found", "", "HTTP 302")]
    [InlineData("200 OK\r\nX-ClickHouse-Exception-Code: 241", "Code: 241. DB::Exception: memory", "code 241")]
    [InlineData("200 OK", "Code: 241. DB::Exception: Memory limit (MEMORY_LIMIT_EXCEEDED) (version 24.8)\n", "code 241")]
    public async Task The_answer_is_an_error(string head, string body, string words)
    {
        var served = ServeAsync($"HTTP/1.1 {head}\r\nContent-Length: {body.Length}\r\nConnection: close\r\n\r\n{body}");
        Assert.Contains(words, await DeliverAsync(), StringComparison.Ordinal);
        await served;
    }

    [Fact]
    public async Task The_caller_gives_up()
    {
        using var client = new ClickHouseClient(_options, TimeProvider.System);
        using var cancellation = new CancellationTokenSource();
        var delivery = new ClickHouseSink(client, _options)
            .DeliverAsync(EventRow.Batch(new EventRow()), SinkDatabase.NewRange(), cancellation.Token).AsTask();
        using var connection = await _listener.AcceptTcpClientAsync(TestContext.Current.CancellationToken);
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => delivery);
    }

    public void Dispose() => _listener.Dispose();

    private async Task<string> DeliverAsync()
    {
        using var client = new ClickHouseClient(_options, TimeProvider.System);
        var sink = new ClickHouseSink(client, _options);
        var outcome = await sink.DeliverAsync(
            EventRow.Batch(new EventRow()), SinkDatabase.NewRange(), TestContext.Current.CancellationToken);
        Assert.False(outcome.IsDelivered);
        return outcome.Error!;
    }

    // Reads the insert to its last chunk and answers; without an answer the connection is cut.
    private async Task ServeAsync(string answer)
    {
        var end = "0\r\n\r\n"u8.ToArray();
        using var connection = await _listener.AcceptTcpClientAsync(TestContext.Current.CancellationToken);
        await using var stream = connection.GetStream();
        var received = new List<byte>();
        var buffer = new byte[4096];
        while (!received.TakeLast(end.Length).SequenceEqual(end))
        {
            var count = await stream.ReadAsync(buffer, TestContext.Current.CancellationToken);
            Assert.NotEqual(0, count);
            received.AddRange(buffer.AsSpan(0, count));
        }

        await stream.WriteAsync(System.Text.Encoding.ASCII.GetBytes(answer), TestContext.Current.CancellationToken);
    }
}
