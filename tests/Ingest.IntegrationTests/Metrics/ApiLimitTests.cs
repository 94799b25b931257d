using System.Net;
using System.Net.Sockets;
using Ingest.Endpoints.Metrics;
using Ingest.IntegrationTests.ClickHouse;
using Ingest.Sinks.ClickHouse;

namespace Ingest.IntegrationTests.Metrics;

/// <summary>Questions that cannot be answered now.</summary>
[Collection(EngineCollection.Name)]
public sealed class ApiLimitTests(EmbeddedEngine engine)
{
    private static readonly MetricsOptions Narrow = new() { QueryTimeout = TimeSpan.FromSeconds(1), MemoryBytesMax = 64 << 20, QueriesAtOnce = 1 };

    [Theory]
    [InlineData("SELECT sum(sipHash64(number)) FROM numbers(1000000000000)", 1, "longer than 1 s")]
    [InlineData("SELECT length(groupArray(number)) FROM numbers(100000000)", 20, "more memory")]
    [InlineData("SELECT * FROM system.nothing", 20, "schema apply")]
    public async Task A_query_beyond_its_limits_is_told_so(string sql, int seconds, string reason)
    {
        var options = new MetricsOptions { QueryTimeout = TimeSpan.FromSeconds(seconds), MemoryBytesMax = Narrow.MemoryBytesMax };
        using var reader = new MetricsReader(new ClickHouseOptions { Endpoint = engine.Endpoint, Database = "default" }, options, TimeProvider.System);

        var fault = await Assert.ThrowsAsync<MetricsException>(() => ReadAsync(reader, sql));
        Assert.Equal(503, fault.Status);
        Assert.Contains(reason, fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("INSERT INTO FUNCTION null('x UInt8') VALUES (1)")]
    [InlineData("CREATE TABLE default.made (x UInt8) ENGINE = Memory")]
    [InlineData("SELECT * FROM file('/etc/passwd')")]
    public async Task The_reader_of_the_embedded_engine_reads_tables_alone(string sql)
    {
        using var reader = new MetricsReader(new ClickHouseOptions { Endpoint = engine.Endpoint, Database = "default" }, Narrow, TimeProvider.System);

        await Assert.ThrowsAsync<Sinks.ClickHouse.Client.ClickHouseException>(() => ReadAsync(reader, sql));
    }

    [Fact]
    public async Task A_server_that_does_not_answer_is_waited_for_no_longer_than_the_limit_and_holds_its_place_meanwhile()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        using var reader = new MetricsReader(Options(((IPEndPoint)silent.LocalEndpoint).Port), Narrow, TimeProvider.System);

        var two = (Task<string>[])[ReadAsync(reader, "SELECT 1"), ReadAsync(reader, "SELECT 1")];
        foreach (var one in two)
        {
            Assert.Contains("longer than 1 s", (await Assert.ThrowsAsync<MetricsException>(() => one)).Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Who_finds_no_place_is_told_to_come_again()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        var options = new MetricsOptions { QueryTimeout = TimeSpan.FromSeconds(20), QueriesAtOnce = 1 };
        using var reader = new MetricsReader(Options(((IPEndPoint)silent.LocalEndpoint).Port), options, TimeProvider.System);
        using var stop = new CancellationTokenSource();

        var first = ReadAsync(reader, "SELECT 1", stop.Token);
        var fault = await Assert.ThrowsAsync<MetricsException>(() => ReadAsync(reader, "SELECT 1"));
        Assert.Equal(503, fault.Status);
        Assert.Contains("Metrics:QueriesAtOnce", fault.Message, StringComparison.Ordinal);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
    }

    [Fact]
    public async Task A_server_that_is_away_is_told_so()
    {
        using var closed = new TcpListener(IPAddress.Loopback, 0);
        closed.Start();
        var port = ((IPEndPoint)closed.LocalEndpoint).Port;
        closed.Stop();
        using var away = new MetricsReader(Options(port), Narrow, TimeProvider.System);
        using var none = new MetricsReader(server: null, Narrow, TimeProvider.System);

        Assert.Contains("cannot be reached", (await Assert.ThrowsAsync<MetricsException>(() => ReadAsync(away, "SELECT 1"))).Message, StringComparison.Ordinal);
        Assert.Contains("no ClickHouse", (await Assert.ThrowsAsync<MetricsException>(() => ReadAsync(none, "SELECT 1"))).Message, StringComparison.Ordinal);
    }

    private static ClickHouseOptions Options(int port) => new() { Endpoint = new Uri($"http://127.0.0.1:{port}") };

    private static Task<string> ReadAsync(MetricsReader reader, string sql, CancellationToken cancellationToken = default) => reader.ReadAsync(
        new MetricsQuery(sql, [], RowsMax: 1000), (answer, token) => new StreamReader(answer).ReadToEndAsync(token), cancellationToken);
}
