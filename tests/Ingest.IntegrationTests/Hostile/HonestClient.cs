using System.Diagnostics;
using System.Net;
using Ingest.IntegrationTests.Servers;

namespace Ingest.IntegrationTests.Hostile;

/// <summary>Sends one event after another and notes how long each took to be acknowledged.</summary>
internal sealed class HonestClient(HostileServer host, string mark)
{
    private int _sent;

    /// <summary>Milliseconds of so many events, each acknowledged.</summary>
    public async Task<List<double>> MeasureAsync(int count)
    {
        List<double> latencies = [];
        for (var i = 0; i < count; i++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/api/send") { Content = new StringContent(host.Message($"{mark} {_sent++}")) };

            // Every other one in chunks, as servers send: what it may become is not held against it.
            request.Headers.TransferEncodingChunked = i % 2 == 0;
            request.Headers.TryAddWithoutValidation("User-Agent", Sender.Agent);
            var started = Stopwatch.GetTimestamp();
            using var reply = await host.Ingest.Http.SendAsync(request);
            latencies.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
            Assert.Equal(HttpStatusCode.OK, reply.StatusCode);
        }

        return latencies;
    }

    /// <summary>Fails unless every one of its events is read once.</summary>
    public Task AssertStoredOnceAsync() => Poll.UntilAsync(
        async () => await host.Ingest.CountAsync($"SELECT count() FROM v_pa_events WHERE startsWith(page_title, '{mark} ')") == _sent
            && await host.Ingest.CountAsync($"SELECT uniqExact(page_title) FROM v_pa_events WHERE startsWith(page_title, '{mark} ')") == _sent,
        $"{_sent} events in ClickHouse");
}
