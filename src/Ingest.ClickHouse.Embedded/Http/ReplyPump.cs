using Ingest.ClickHouse.Embedded.Native;

namespace Ingest.ClickHouse.Embedded.Http;

/// <summary>Moves the rows of a query from the engine's pipe to the reply, with at most the held bytes in memory.</summary>
internal sealed class ReplyPump(Stream pipe, QueryReply reply, string format)
{
    private readonly byte[] _buffer = new byte[128 << 10];

    // The last read, which may outlive its waiter: a read of a pipe cannot be cancelled.
    private Task<int> _read = Task.FromResult(-1);

    /// <exception cref="EngineFaultException">The query failed.</exception>
    public async Task RunAsync(Task<EngineReply> running, int heldBytesMax, CancellationToken cancellation)
    {
        using var held = new MemoryStream();
        var read = -1;
        while (held.Length < heldBytesMax && (read = await ReadAsync(cancellation)) > 0)
            held.Write(_buffer, 0, read);

        var ended = read == 0 ? await running : null;
        var body = await reply.StartAsync(format, ended);
        await body.WriteAsync(held.GetBuffer().AsMemory(0, (int)held.Length), cancellation);
        if (ended is null)
        {
            while ((read = await ReadAsync(cancellation)) > 0)
                await body.WriteAsync(_buffer.AsMemory(0, read), cancellation);
            await running;
        }

        await reply.EndAsync();
    }

    /// <summary>Reads the pipe to its end and drops the bytes.</summary>
    public async Task DrainAsync()
    {
        while (await _read != 0)
            _read = pipe.ReadAsync(_buffer, CancellationToken.None).AsTask();
    }

    private Task<int> ReadAsync(CancellationToken cancellation)
    {
        _read = pipe.ReadAsync(_buffer, CancellationToken.None).AsTask();
        return _read.WaitAsync(cancellation);
    }
}
