using System.Net.Sockets;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Ingest.Core.Intake.Addresses;
using Ingest.Endpoints;

namespace Ingest.Tests.Endpoints;

public sealed class RequestHeadersTests
{
    [Fact]
    public void A_packed_value_gives_its_bytes_back() =>
        Check.QuickThrowOnFailure(Prop.ForAll<byte[]>(bytes =>
        {
            byte[] value = [.. bytes.Where(b => b is not (0 or (byte)'\r' or (byte)'\n'))];
            var packed = RawHeaderEncoding.Packed.GetString(value.AsSpan());
            return RawHeaderEncoding.BytesOf(packed).SequenceEqual(value) && packed.Length == (value.Length + 1) / 2;
        }));

    [Fact]
    public void A_value_that_nobody_reads_is_the_one_empty_string() =>
        Assert.Same(string.Empty, RawHeaderEncoding.Dropped.GetString("same-origin"u8));

    [Theory]
    [InlineData("\0")]
    [InlineData("ab\0")]
    [InlineData("a\0b")]
    [InlineData("ab\rc")]
    [InlineData("ab\nc")]
    public void What_no_header_may_hold_is_refused_in_every_place(string value)
    {
        var bytes = Encoding.Latin1.GetBytes(value);
        Assert.Throws<DecoderFallbackException>(() => RawHeaderEncoding.Packed.GetString(bytes.AsSpan()));
        Assert.Throws<DecoderFallbackException>(() => RawHeaderEncoding.Dropped.GetString(bytes.AsSpan()));
    }

    [Theory]
    [InlineData("X-UMAMI-Cache", "packed")]
    [InlineData("x-umami-cache", "packed")]
    [InlineData("Sec-Fetch-Site", "dropped")]
    [InlineData("x-request-id", "dropped")]
    [InlineData("Cookie", "dropped")]
    [InlineData("referer", "read")]
    [InlineData("User-Agent", "read")]
    [InlineData("Content-Encoding", "read")]
    [InlineData("Transfer-Encoding", "read")]
    [InlineData("Host", "read")]
    [InlineData(":authority", "read")]
    [InlineData("X-Forwarded-For", "read")]
    [InlineData("x-forwarded", "read")]
    [InlineData("CF-IPCity", "read")]
    [InlineData("eo-region-code", "read")]
    [InlineData("x-our-client", "read")]
    public void Each_header_is_kept_as_its_readers_need_it(string name, string how)
    {
        var headers = new RequestHeaders(new ClientAddress(new AddressOptions { ClientAddressHeader = "X-Our-Client" }).HeaderNames);
        var expected = how switch { "packed" => RawHeaderEncoding.Packed, "dropped" => RawHeaderEncoding.Dropped, _ => Encoding.Latin1 };
        Assert.Same(expected, headers.EncodingOf(name));
    }

    // The user agent is read as Latin-1 by Kestrel's own code: the others have to be taken and refused as it is.
    [Theory]
    [InlineData("")]
    [InlineData("a")]
    [InlineData("\0")]
    [InlineData("a\0")]
    [InlineData("abc\0def")]
    [InlineData("ab\rcd")]
    [InlineData("\u0080\u00ff\u00e9")]
    [InlineData("\u0001\u001f\u007f")]
    public async Task Every_header_is_taken_or_refused_as_Kestrel_does_its_own(string value)
    {
        await using var host = await DropHost.StartAsync();
        var known = await StatusAsync(host, "User-Agent", value);
        Assert.Equal(known, await StatusAsync(host, RequestHeaders.CacheToken, value));
        Assert.Equal(known, await StatusAsync(host, "Sec-Fetch-Site", value));
        Assert.Equal(known, await StatusAsync(host, "Cookie", value));
        Assert.Equal(value.AsSpan().ContainsAny('\0', '\r') ? "400" : "200", known);
    }

    [Fact]
    public async Task A_long_value_and_a_repeated_one_are_taken()
    {
        await using var host = await DropHost.StartAsync();
        Assert.Equal("200", await StatusAsync(host, RequestHeaders.CacheToken, new string('t', 8 * 1024 + 1)));
        Assert.Equal("200", await StatusAsync(host, RequestHeaders.CacheToken, "a.b.c\r\nX-Umami-Cache: d.e.f\r\nSec-Fetch-Site: x\r\nSec-Fetch-Site: y"));
    }

    private static async Task<string> StatusAsync(DropHost host, string header, string value)
    {
        using var client = new TcpClient("127.0.0.1", host.Http.BaseAddress!.Port);
        await using var stream = client.GetStream();
        var agent = header == "User-Agent" ? "" : $"User-Agent: {DropHost.Browser}\r\n";
        var body = host.Message();
        await stream.WriteAsync(Encoding.Latin1.GetBytes(
            $"POST /api/send HTTP/1.1\r\nHost: a\r\n{agent}Content-Type: application/json\r\n{header}: {value}\r\nContent-Length: {body.Length}\r\nConnection: close\r\n\r\n{body}"));
        using var reader = new StreamReader(stream, Encoding.Latin1);
        return (await reader.ReadLineAsync())!.Split(' ')[1];
    }
}
