using System.Text;
using BenchmarkDotNet.Attributes;
using Ingest.Benchmarks.Messages;
using Ingest.Core.Buffers;
using Ingest.Core.Enrichment;
using Ingest.Core.Enrichment.Clients;
using Ingest.Core.Enrichment.Identity;
using Ingest.Core.Enrichment.Location;
using Ingest.Core.Enrichment.Urls;
using Ingest.Core.Intake;
using Ingest.Core.Intake.Addresses;

namespace Ingest.Benchmarks.Ladder;

/// <summary>The parts of enrichment that are worth a figure of their own. No ladder: none includes another.</summary>
public class PartBenchmarks
{
    private const int Items = 1024;
    private const long NowSeconds = 1_760_000_000;

    private static readonly byte[] Website = Encoding.ASCII.GetBytes(SampleMessages.Site.ToString());

    private readonly UserAgentCache _cache = new();
    private readonly byte[][] _agents = [.. Enumerable.Range(0, Items).Select(SampleMessages.BrowserOf)];
    private readonly VisitorHash _hash = new("benchmark");
    private readonly Utf8Arena _arena = new();
    private readonly EnrichmentContext _context = new();
    // Not a constant: the JIT would work out the answer.
    private byte[] _path = "/products/blue-shirt?size=m"u8.ToArray();
    private ClientIp[] _addresses = [];
    private MmdbReader _database = null!;
    private CacheTokenReader _tokenReader = null!;
    private CacheTokenWriter _tokenWriter = null!;
    private byte[] _token = [];
    private Utf8Slice _presented;

    /// <summary>Loads the database, fills the cache, signs a token.</summary>
    [GlobalSetup]
    public void Open()
    {
        using var folder = new TemporaryFolder();
        _database = MmdbReader.TryOpen(File.ReadAllBytes(SampleDatabase.PathIn(folder)), out var reader, out var fault)
            ? reader!
            : throw new InvalidOperationException(fault);
        var random = new Random(4);
        _addresses = [.. Enumerable.Range(0, Items).Select(_ => new ClientIp((uint)random.Next(64 << 24, int.MaxValue), IsV4: true))];
        var key = _hash.SecretHex.ToArray();
        var signature = new TokenSignature(key);
        (_tokenReader, _tokenWriter) = (new CacheTokenReader(key, signature, isTyped: true), new CacheTokenWriter(signature, isTyped: true));
        var request = new IntakeRequest();
        request.Add();
        _context.Start(request, 0);
        _token = request.Arena[_tokenWriter.Write(_context, Website, Claims, presented: default)].ToArray();
        _presented = request.Arena.Append(_token);
        if (!_tokenReader.TryRead(_token, Website, NowSeconds, _arena, out _) || UserAgent() != Items || !WhatwgUrl.IsValid(AbsoluteUrl))
        {
            throw new InvalidOperationException("A part of the benchmark does not work.");
        }
    }

    private static CacheToken Claims => new(SampleMessages.Site, SampleMessages.Site, NowSeconds, default);

    private static ReadOnlySpan<byte> AbsoluteUrl => "https://shop.example.com/products/blue-shirt?size=m&utm_source=news&utm_medium=mail#reviews"u8;

    /// <summary>Random public IPv4 addresses.</summary>
    [Benchmark(OperationsPerInvoke = Items)]
    [Rung("part", 1, "location look-up (MMDB)")]
    public int Location()
    {
        var found = 0;
        foreach (var address in _addresses)
        {
            found += _database.Find(address).Country.Length;
        }

        return found;
    }

    /// <summary>User agents that are known.</summary>
    [Benchmark(OperationsPerInvoke = Items)]
    [Rung("part", 2, "user-agent cache, hit")]
    public int UserAgent()
    {
        var found = 0;
        foreach (var agent in _agents)
        {
            found += _cache.Get(agent) == UserAgentFacts.Unknown ? 0 : 1;
        }

        return found;
    }

    /// <summary>SHA-512 over site, address, user agent and salt, SHA-1 over its hexadecimal text.</summary>
    [Benchmark]
    [Rung("part", 3, "session id (UUIDv5 of SHA-512)")]
    public int SessionId()
    {
        var start = _arena.Length;
        _arena.Append(Website);
        _arena.Append(SampleMessages.Address);
        _arena.Append(SampleMessages.Browser);
        _arena.Append(_hash.SecretHex);
        return _hash.TakeId(_arena, start).Version;
    }

    /// <summary>HS256 checked, claims read.</summary>
    [Benchmark]
    [Rung("part", 4, "token read (JWT)")]
    public long TokenRead()
    {
        var start = _arena.Length;
        var issuedAt = _tokenReader.TryRead(_token, Website, NowSeconds, _arena, out var token) ? token.IssuedAt : 0;
        _arena.Rewind(start);
        return issuedAt;
    }

    /// <summary>Claims written, HS256 signed: the first event of a visit.</summary>
    [Benchmark]
    [Rung("part", 5, "token write (JWT), new")]
    public int TokenWrite() => Write(presented: default);

    /// <summary>Claims written, the client's own signature taken: every later event.</summary>
    [Benchmark]
    [Rung("part", 6, "token write (JWT), as presented")]
    public int TokenRepeat() => Write(_presented);

    /// <summary>An absolute URL taken apart.</summary>
    [Benchmark]
    [Rung("part", 7, "WHATWG URL, absolute")]
    public int Url()
    {
        var start = _arena.Length;
        var length = WhatwgUrl.TryParse(AbsoluteUrl, _arena, out var url) ? url.Path.Length : 0;
        _arena.Rewind(start);
        return length;
    }

    /// <summary>What the parser asks of every url: a path cannot be invalid, so that little is done.</summary>
    [Benchmark]
    [Rung("part", 8, "WHATWG URL, is a path valid")]
    public bool RelativeUrl() => WhatwgUrl.IsValid(_path);

    private int Write(Utf8Slice presented)
    {
        var arena = _context.Request.Arena;
        var start = arena.Length;
        var written = _tokenWriter.Write(_context, Website, Claims, presented);
        arena.Rewind(start);
        return written.Length;
    }
}
