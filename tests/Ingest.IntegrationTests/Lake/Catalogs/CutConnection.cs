using System.Net;
using System.Net.Sockets;

namespace Ingest.IntegrationTests.Lake.Catalogs;

/// <summary>Stands between the catalog and PostgreSQL, and cuts the connection at the swap of a table's metadata.</summary>
internal sealed class CutConnection : IAsyncDisposable
{
    private static readonly byte[] Mark = "UPDATE iceberg_tables"u8.ToArray();

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly UnixDomainSocketEndPoint _server;
    private readonly List<Task> _serving = [];
    private readonly Task _accepting;
    private volatile Cut _next;

    /// <param name="folder">Folder of the server's socket.</param>
    public CutConnection(string folder)
    {
        _server = new UnixDomainSocketEndPoint(Path.Combine(folder, ".s.PGSQL.5432"));
        _listener.Start();
        _accepting = AcceptAsync();
    }

    /// <summary>When the next swap is cut.</summary>
    public enum Cut
    {
        /// <summary>Not at all.</summary>
        None,

        /// <summary>Before the server has it.</summary>
        Before,

        /// <summary>After the server has done it, before it is heard of.</summary>
        After,

        /// <summary>It is done, and the answer never comes: the connection stays open.</summary>
        Silent,
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Cuts the next swap.</summary>
    public void Arm(Cut cut) => _next = cut;

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Dispose();
        await _accepting;
        await Task.WhenAll(_serving);
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var client = await _listener.AcceptSocketAsync(_stop.Token);
                _serving.Add(ServeAsync(client));
            }
        }
        catch (Exception closed) when (closed is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            Assert.True(_stop.IsCancellationRequested, closed.ToString());
        }
    }

    private async Task ServeAsync(Socket client)
    {
        await Task.Yield();
        using (client)
        using (var server = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified))
        using (var end = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token))
        {
            try
            {
                await server.ConnectAsync(_server, end.Token);
                var answers = PassAsync(server, client, end);
                await RequestsAsync(client, server, answers, end);
            }
            catch (Exception gone) when (gone is SocketException or OperationCanceledException or ObjectDisposedException)
            {
                await end.CancelAsync();
            }
        }
    }

    private async Task RequestsAsync(Socket client, Socket server, Task answers, CancellationTokenSource end)
    {
        var buffer = new byte[64 * 1024];
        while (await client.ReceiveAsync(buffer, end.Token) is > 0 and var read)
        {
            var cut = buffer.AsSpan(0, read).IndexOf(Mark) >= 0 ? _next : Cut.None;
            if (cut == Cut.None)
            {
                await server.SendAsync(buffer.AsMemory(0, read), end.Token);
                continue;
            }

            _next = Cut.None;
            await end.CancelAsync();
            await answers;
            if (cut != Cut.Before)
            {
                // The whole answer is the end of the transaction, which nobody hears of.
                await server.SendAsync(buffer.AsMemory(0, read), _stop.Token);
                await server.ReceiveAsync(buffer, _stop.Token);
            }

            if (cut == Cut.Silent)
            {
                await client.ReceiveAsync(buffer, _stop.Token);
            }

            client.Close(0);
            return;
        }

        await end.CancelAsync();
    }

    private static async Task PassAsync(Socket from, Socket to, CancellationTokenSource end)
    {
        var buffer = new byte[64 * 1024];
        try
        {
            while (await from.ReceiveAsync(buffer, end.Token) is > 0 and var read)
            {
                await to.SendAsync(buffer.AsMemory(0, read), end.Token);
            }
        }
        catch (Exception gone) when (gone is SocketException or OperationCanceledException or ObjectDisposedException)
        {
            await end.CancelAsync();
        }
    }
}
