using Ingest.Core.Threads;

namespace Ingest.Tests.Threads;

public sealed class PoolStreamTests
{
    private readonly TaskCompletionSource<int> _inner = new();

    public static TheoryData<string> Calls => ["read", "write", "flush"];

    [Theory]
    [MemberData(nameof(Calls))]
    public async Task Who_uses_a_connection_goes_on_in_the_pool_whoever_finished_the_call(string call)
    {
        var isPool = UseAsync(call);
        Assert.False(isPool.IsCompleted);
        OwnThread.Run(() => _inner.TrySetResult(3));
        Assert.True(await isPool);
    }

    [Theory]
    [MemberData(nameof(Calls))]
    public async Task So_it_does_when_the_call_has_failed(string call)
    {
        var isPool = UseAsync(call);
        OwnThread.Run(() => _inner.TrySetException(new IOException("reset")));
        Assert.True(await isPool);
    }

    [Fact]
    public async Task Without_the_stream_it_would_go_on_where_the_call_was_finished()
    {
        var isPool = OwnThread.Run(() => ThreadAfterAsync(_inner.Task));
        OwnThread.Run(() => _inner.TrySetResult(3));
        Assert.True(isPool.IsCompleted);
        Assert.False(await isPool);
    }

    // No context of the test runner: it would carry every continuation away by itself.
    private Task<bool> UseAsync(string call) => OwnThread.Run(() => ThreadAfterAsync(CallAsync(call)));

    private Task CallAsync(string call)
    {
        var stream = new PoolStream(new Waiting(_inner.Task));
        return call switch
        {
            "read" => stream.ReadAsync(new byte[3]).AsTask(),
            "write" => stream.WriteAsync(new byte[3]).AsTask(),
            _ => stream.FlushAsync(),
        };
    }

    private static async Task<bool> ThreadAfterAsync(Task call)
    {
        try
        {
            await call.ConfigureAwait(false);
        }
        catch (IOException)
        {
            return PoolThread.IsCurrent;
        }

        return PoolThread.IsCurrent;
    }

    private sealed class Waiting(Task<int> result) : MemoryStream
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => new(result);

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) => new(result);

        public override Task FlushAsync(CancellationToken cancellationToken) => result;
    }
}
