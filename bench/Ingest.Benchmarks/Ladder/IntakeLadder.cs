using System.Buffers;
using System.Text.Json;
using BenchmarkDotNet.Attributes;
using Ingest.Benchmarks.Messages;
using Ingest.Core.Intake.Addresses;

namespace Ingest.Benchmarks.Ladder;

/// <summary>From the bytes of a body to the log, on one thread. Each operation takes <see cref="Events"/> events.</summary>
public abstract class IntakeLadder
{
    /// <summary>Events of one operation; figures are of one event.</summary>
    protected const int Events = 100;

    // More than the cache of user agents holds, so that none is there when it is asked for again.
    private const int StrangersMax = 16_384;

    private readonly byte[][] _strangers = [.. Enumerable.Range(0, StrangersMax).Select(SampleMessages.BrowserOf)];
    private EventPath _path = null!;
    private int _stranger;
    private uint _address = 64 << 24;

    /// <summary>Bodies of one operation, with <see cref="Events"/> messages in all.</summary>
    protected abstract IReadOnlyList<ReadOnlySequence<byte>> Bodies { get; }

    /// <summary>True when a body is an array.</summary>
    protected abstract bool IsBatch { get; }

    /// <summary>Opens a log in a folder of its own.</summary>
    [GlobalSetup]
    public void Open()
    {
        _path = new EventPath();
        if (Append() != Events)
        {
            throw new InvalidOperationException($"An operation has to take {Events} events.");
        }
    }

    /// <summary>Closes the log and removes the folder.</summary>
    [GlobalCleanup]
    public void Close() => _path.DisposeAsync().AsTask().GetAwaiter().GetResult();

    /// <summary>For comparison: what a parser on <see cref="Utf8JsonReader"/> would have to spend. Plain messages are read without it.</summary>
    [Benchmark(OperationsPerInvoke = Events)]
    [Rung("intake", 1, "  (aside: JSON tokens)")]
    public int Tokens()
    {
        var tokens = 0;
        for (var i = 0; i < Bodies.Count; i++)
        {
            var reader = new Utf8JsonReader(Bodies[i].FirstSpan);
            while (reader.Read())
            {
                tokens++;
            }
        }

        return tokens;
    }

    /// <summary>The parser validates as it reads: one pass.</summary>
    [Benchmark(OperationsPerInvoke = Events)]
    [Rung("intake", 2, "parse and validate")]
    public int Parse() => Run(Stage.Parse);

    /// <summary>All steps, for a visitor who was here before, without a location database.</summary>
    [Benchmark(OperationsPerInvoke = Events)]
    [Rung("intake", 3, "+ enrich, known visitor")]
    public int Enrich() => Run(Stage.Enrich);

    /// <summary>The same for a visitor who was not here before, with a known user agent and without a token that holds.</summary>
    [Benchmark(OperationsPerInvoke = Events)]
    [Rung("intake", 4, "  (aside: each request a new visitor)")]
    public int EnrichNewVisitor()
    {
        Span<byte> address = stackalloc byte[15];
        var count = 0;
        for (var i = 0; i < Bodies.Count; i++)
        {
            // From 64.0.0.1 on, none again before some billions.
            var length = new ClientIp(++_address, IsV4: true).Format(address);
            count += Run(Bodies[i], SampleMessages.Browser, address[..length], Stage.Enrich);
        }

        return count;
    }

    /// <summary>The same with a user agent that was not seen lately.</summary>
    [Benchmark(OperationsPerInvoke = Events)]
    [Rung("intake", 5, "  (aside: each with a new user agent)")]
    public int EnrichNewUserAgent()
    {
        var count = 0;
        for (var i = 0; i < Bodies.Count; i++)
        {
            _stranger = (_stranger + 1) % StrangersMax;
            count += Run(Bodies[i], _strangers[_stranger], SampleMessages.Address, Stage.Enrich);
        }

        return count;
    }

    /// <summary>All steps, with a location database.</summary>
    [Benchmark(OperationsPerInvoke = Events)]
    [Rung("intake", 6, "+ location database")]
    public int EnrichWithLocation() => Run(Stage.EnrichWithLocation);

    /// <summary>The record of the log is made.</summary>
    [Benchmark(OperationsPerInvoke = Events)]
    [Rung("intake", 7, "+ encode")]
    public int Encode() => Run(Stage.Encode);

    /// <summary>The record is in the log's memory; its pages go to disk meanwhile.</summary>
    [Benchmark(OperationsPerInvoke = Events)]
    [Rung("intake", 8, "+ append")]
    public int Append() => Run(Stage.Append);

    private int Run(Stage until)
    {
        var count = 0;
        for (var i = 0; i < Bodies.Count; i++)
        {
            count += Run(Bodies[i], SampleMessages.Browser, SampleMessages.Address, until);
        }

        return count;
    }

    private int Run(ReadOnlySequence<byte> body, byte[] agent, ReadOnlySpan<byte> address, Stage until)
    {
        if (IsBatch)
        {
            _path.ReceiveBatch(body, agent, address);
        }
        else
        {
            _path.Receive(body, agent, address);
        }

        return _path.Process(until);
    }
}
