using System.Net;
using System.Net.Sockets;
using System.Text;
using Ingest.Core.Intake;
using Ingest.Core.Intake.Bodies;
using Ingest.Core.Intake.Parsing;
using Ingest.Tests.Intake.Parsing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;

namespace Ingest.Tests.Intake.Bodies;

/// <summary>The reader on a real server's pipe, where bodies come chunked, in pieces, and larger than the server's buffers.</summary>
public sealed class KestrelBodyTests : IAsyncLifetime
{
    private const long Limit = 8 * 1024 * 1024;
    private readonly WebApplication _server = Build();
    private HttpClient _client = null!;

    public async ValueTask InitializeAsync()
    {
        await _server.StartAsync();
        _client = new HttpClient { BaseAddress = new Uri(_server.Urls.First()) };
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _server.DisposeAsync();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_body_larger_than_every_buffer_of_the_server_is_read_whole(bool chunked)
    {
        var title = new string('t', (int)Limit - 1000);
        Assert.Equal($"None {title.Length}", await Post(new StringContent(ParsedBody.Message($"\"title\":\"{title}\"")), chunked));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_body_over_the_limit_is_refused(bool chunked) =>
        Assert.Equal("TooLarge 0", await Post(new ByteArrayContent(new byte[Limit + 1]), chunked));

    [Fact]
    public async Task An_empty_body_is_invalid() => Assert.Equal("Invalid 0", await Post(new ByteArrayContent([]), chunked: false));

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    [InlineData("deflate")]
    public async Task A_compressed_body_is_read(string coding)
    {
        var content = new ByteArrayContent(Compressed.Compress(coding, Encoding.UTF8.GetBytes(ParsedBody.Message("\"title\":\"packed\""))));
        content.Headers.ContentEncoding.Add(coding);
        Assert.Equal("None 6", await Post(content, chunked: true));
    }

    [Fact]
    public async Task The_connection_of_a_refused_body_stays_open_when_little_more_comes()
    {
        using var socket = new TcpClient();
        await socket.ConnectAsync(IPAddress.Loopback, new Uri(_server.Urls.First()).Port);
        await using var stream = socket.GetStream();
        var over = (int)Limit + 1000;
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n{over:x}\r\n"));
        await stream.WriteAsync(new byte[over]);
        await stream.WriteAsync("\r\n0\r\n\r\nPOST / HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}"u8.ToArray());

        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        var replies = await new StreamReader(stream).ReadToEndAsync(deadline.Token);
        Assert.Contains("TooLarge 0", replies, StringComparison.Ordinal);
        Assert.Contains("Invalid 0", replies, StringComparison.Ordinal);
    }

    private static WebApplication Build()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var server = builder.Build();
        server.MapPost("/", (Delegate)Answer);
        return server;
    }

    private static async Task<string> Answer(HttpContext context)
    {
        context.Features.GetRequiredFeature<IHttpMaxRequestBodySizeFeature>().MaxRequestBodySize = Limit + BodyReader.DrainBytesMax;
        var request = new IntakeRequest();
        using var body = await BodyReader.ReadAsync(
            context.Request.BodyReader, context.Request.ContentLength, context.Request.Headers.ContentEncoding, Limits.Of(Limit), context.RequestAborted);
        var reason = body.Reason == RejectionReason.None ? PayloadParser.ParseSend(body.Bytes, request).Reason : body.Reason;
        return reason == RejectionReason.None ? $"{reason} {request.Payload(0)[PayloadField.Title].Length}" : $"{reason} 0";
    }

    private async Task<string> Post(HttpContent content, bool chunked)
    {
        using var message = new HttpRequestMessage(HttpMethod.Post, "/") { Content = content };
        message.Headers.TransferEncodingChunked = chunked;
        using var reply = await _client.SendAsync(message);
        return await reply.Content.ReadAsStringAsync();
    }
}
