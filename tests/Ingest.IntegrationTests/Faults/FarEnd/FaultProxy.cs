using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Ingest.IntegrationTests.Faults.FarEnd;

/// <summary>Stands between the code under test and a far end, ClickHouse or another, and does to each marked request what the test says. Everything else passes.</summary>
/// <remarks>One request per connection: the engine is asked with <c>Connection: close</c>, and its answer says so to the server.</remarks>
internal sealed class FaultProxy : IAsyncDisposable
{
    /// <summary>What the heads of the ClickHouse sink's inserts have, and no others.</summary>
    public const string InsertMark = "insert_deduplication_token=";

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly IPEndPoint _engine;
    private readonly byte[] _mark;
    private readonly Lock _lock = new();
    private readonly List<Task> _serving = [];
    private readonly Task _accepting;
    private Func<ProxyExchange, Task>? _fault;
    private int _timesLeft;
    private int _faults;

    /// <summary>Begins to listen.</summary>
    /// <param name="engine">The far end.</param>
    /// <param name="mark">Part of the heads of the requests that may meet a fault.</param>
    public FaultProxy(Uri engine, string mark = InsertMark)
    {
        _mark = Encoding.ASCII.GetBytes(mark);
        _engine = new IPEndPoint(IPAddress.Loopback, engine.Port);
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public Uri Endpoint => new($"http://{_listener.LocalEndpoint}");

    /// <summary>Requests that met a fault since the proxy began.</summary>
    public int Faults => Volatile.Read(ref _faults);

    /// <summary>Meets the marked requests from now on with a fault, so many of them at the most.</summary>
    public void Break(Func<ProxyExchange, Task> fault, int times = int.MaxValue)
    {
        lock (_lock)
        {
            (_fault, _timesLeft) = (fault, times);
        }
    }

    /// <summary>Lets everything pass from now on.</summary>
    public void Heal() => Break(exchange => exchange.PassAsync(), times: 0);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Dispose();
        await _accepting;
        Task[] serving;
        lock (_lock)
        {
            serving = [.. _serving];
        }

        await Task.WhenAll(serving);
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var client = await _listener.AcceptSocketAsync(_stop.Token);
                lock (_lock)
                {
                    _serving.RemoveAll(task => task.IsCompleted);
                    _serving.Add(ServeAsync(client));
                }
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
        using var exchange = new ProxyExchange(client, _engine, _stop.Token);
        try
        {
            if (await exchange.ReadHeadAsync())
            {
                await (FaultOf(exchange)?.Invoke(exchange) ?? exchange.PassAsync());
            }
        }
        catch (Exception gone) when (gone is IOException or SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // One of the two sides has gone, which the other is to see.
            exchange.Reset();
        }
    }

    private Func<ProxyExchange, Task>? FaultOf(ProxyExchange exchange)
    {
        lock (_lock)
        {
            if (_timesLeft == 0 || exchange.Head.AsSpan().IndexOf(_mark) < 0)
            {
                return null;
            }

            _timesLeft--;
            _faults++;
            return _fault;
        }
    }
}
