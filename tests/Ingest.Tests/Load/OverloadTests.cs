using System.Net;
using System.Net.Sockets;
using Ingest.Load.Running;

namespace Ingest.Tests.Load;

/// <summary>An open loop against a server that takes far less than is sent.</summary>
public sealed class OverloadTests
{
    private static readonly TimeSpan ReplyTime = TimeSpan.FromMilliseconds(10);

    [Fact]
    public async Task Latency_grows_from_an_empty_queue_as_long_as_it_is_measured()
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var serving = ServeAsync(listener, stop.Token);
        var plan = new LoadPlan
        {
            Target = new Uri($"http://{listener.LocalEndpoint}"),
            Sites = [Guid.NewGuid()],
            Connections = 4,
            Rate = 20_000,
            WarmUp = TimeSpan.FromSeconds(1),
            Duration = TimeSpan.FromSeconds(1),
            TakesAnyReply = true,
        };
        var result = await LoadRun.RunAsync(plan, null, TimeProvider.System, stop.Token);
        await stop.CancelAsync();
        await serving;

        // Of what was due in the measured second the first waited for a reply or two, the last nearly all of it: none waited through the warm-up.
        Assert.InRange(result.Latency.Count, 1, 800);
        Assert.InRange(result.Latency.Min, ReplyTime.TotalNanoseconds * 0.9, 500e6);
        Assert.InRange(result.Latency.Max, 600e6, 1_900e6);
        Assert.Equal(0, result.Measured.RequestsUnsent);
        Assert.InRange(result.Whole.RequestsUnsent, 30_000, 40_500);
        Assert.Equal(result.Whole.Requests, result.Whole.EventsAcknowledged);
    }

    private static async Task ServeAsync(TcpListener listener, CancellationToken stop)
    {
        var clients = new List<Task>();
        try
        {
            while (true)
            {
                clients.Add(AnswerAsync(await listener.AcceptTcpClientAsync(stop), stop));
            }
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAll(clients);
        }
    }

    // A request arrives in one piece: the generator sends it so, over loopback.
    private static async Task AnswerAsync(TcpClient client, CancellationToken stop)
    {
        using var owned = client;
        var (buffer, reply) = (new byte[8192], "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}"u8.ToArray());
        try
        {
            while (await client.GetStream().ReadAsync(buffer, stop) > 0)
            {
                await Task.Delay(ReplyTime, TimeProvider.System, stop);
                await client.GetStream().WriteAsync(reply, stop);
            }
        }
        catch (Exception end) when (end is OperationCanceledException or IOException)
        {
            // The run is over: the generator has closed the connection.
            client.Close();
        }
    }
}
