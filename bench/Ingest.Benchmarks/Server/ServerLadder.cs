using BenchmarkDotNet.Attributes;
using Ingest.Benchmarks.Messages;

namespace Ingest.Benchmarks.Server;

/// <summary>The whole server over loopback. Its time includes the client's, which shares the processors; its bytes do not.</summary>
public class ServerLadder
{
    private ServerUnderTest _server = null!;
    private KeepAliveClient _client = null!;

    /// <summary>Browsers that send at once, each on a connection of its own.</summary>
    [Params(1, 64)]
    public int Requests { get; set; }

    /// <summary>Starts the server on a free port and connects.</summary>
    [GlobalSetup]
    public void Open()
    {
        _server = ServerUnderTest.StartAsync(SampleMessages.Site).GetAwaiter().GetResult();
        _client = new KeepAliveClient(_server.Address, Requests);
    }

    /// <summary>Stops the server.</summary>
    [GlobalCleanup]
    public void Close()
    {
        _client.Dispose();
        _server.DisposeAsync().AsTask().GetAwaiter().GetResult();
    }

    /// <summary>One pageview on every connection, and every reply.</summary>
    [Benchmark]
    [Rung("intake", 10, "+ HTTP, with its client", IsThreaded = true)]
    public void Exchange() => _client.Exchange();
}
