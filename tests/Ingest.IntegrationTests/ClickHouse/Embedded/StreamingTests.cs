using System.Text;
using System.Text.Json;

namespace Ingest.IntegrationTests.ClickHouse.Embedded;

/// <summary>Results leave while they are made: one document, bounded memory, and an end that tells success from failure.</summary>
public sealed class StreamingTests(EmbeddedEngine engine) : IClassFixture<EmbeddedEngine>
{
    [Fact]
    public async Task A_result_of_many_blocks_is_one_document()
    {
        var json = await engine.Writer.QueryAsync("SELECT number FROM numbers(300000) FORMAT JSONCompact");
        using var parquet = await engine.Writer.SendAsync("SELECT number, toString(number) FROM numbers(300000) FORMAT Parquet");
        var file = await parquet.Content.ReadAsByteArrayAsync();

        using var document = JsonDocument.Parse(json);
        Assert.Equal(300000, document.RootElement.GetProperty("data").GetArrayLength());
        Assert.Equal(300000, document.RootElement.GetProperty("rows").GetInt32());
        Assert.Equal("PAR1", Encoding.ASCII.GetString(file[..4]));
        Assert.Equal(-1, file.AsSpan(4, file.Length - 8).IndexOf("PAR1"u8));
    }

    [Fact]
    public async Task A_large_result_streams_in_bounded_memory()
    {
        await engine.Writer.QueryAsync("SELECT 1");
        var before = PeakBytes();

        using var reply = await engine.Writer.Http.GetAsync(
            "/?query=SELECT+repeat('x',1000)+FROM+numbers(1000000)+FORMAT+RawBLOB", HttpCompletionOption.ResponseHeadersRead);
        await using var body = await reply.Content.ReadAsStreamAsync();
        var buffer = new byte[1 << 20];
        long total = 0;
        for (var read = await body.ReadAsync(buffer); read > 0; read = await body.ReadAsync(buffer))
            total += read;

        Assert.Equal(1_000_000_000, total);
        var grown = PeakBytes() - before;
        Assert.True(grown < 300L << 20, $"1 GB of result grew the process by {grown >> 20} MiB");
    }

    [Fact]
    public async Task A_failure_in_the_middle_is_appended_and_the_body_is_cut()
    {
        using var reply = await engine.Writer.Http.GetAsync(
            "/?query=SELECT+throwIf(number=5000000,'late')+FROM+numbers(10000000)", HttpCompletionOption.ResponseHeadersRead);
        var tag = reply.Headers.GetValues("X-ClickHouse-Exception-Tag").Single();
        await using var body = await reply.Content.ReadAsStreamAsync();
        using var received = new MemoryStream();

        // HttpIOException: the last chunk never comes.
        await Assert.ThrowsAnyAsync<IOException>(() => body.CopyToAsync(received));

        var end = Encoding.UTF8.GetString(received.ToArray()[^1000..]);
        Assert.Contains($"\r\n__exception__\r\n{tag}\r\nCode: 395. DB::Exception: late", end);
        Assert.EndsWith($" {tag}\r\n__exception__\r\n", end);
    }

    [Fact]
    public async Task A_failure_before_the_first_megabyte_keeps_its_status()
    {
        var (status, code, message) = await engine.Writer.FailAsync("SELECT throwIf(number = 100000, 'early') FROM numbers(10000000)");

        Assert.Equal((500, 395), ((int)status, code));
        Assert.StartsWith("Code: 395. DB::Exception: early", message);
    }

    private long PeakBytes()
    {
        var line = File.ReadLines($"/proc/{engine.Supervisor.ProcessId}/status").Single(l => l.StartsWith("VmHWM:", StringComparison.Ordinal));
        return long.Parse(line["VmHWM:".Length..^"kB".Length].Trim()) * 1024;
    }
}
