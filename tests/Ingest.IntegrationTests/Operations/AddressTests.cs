using System.Net;
using System.Net.Http.Json;
using Ingest.IntegrationTests.Servers;

namespace Ingest.IntegrationTests.Operations;

/// <summary>Client addresses are in no file that the server writes: not as text, not as bytes.</summary>
public sealed class AddressTests
{
    private const string FromHeader = "2a02:1234:5678:9abc:def0:1357:9bdf:2468";
    private const string FromPayload = "2a03:8642:fdb9:7531:0fed:cba9:8765:4321";

    [Fact]
    public async Task No_file_of_the_data_folder_holds_a_client_address()
    {
        using var folder = new TemporaryFolder();
        var site = await Sender.AddSiteAsync(folder);
        await using (var server = await IngestServer.StartAsync(folder))
        {
            await SendAsync(server, new { type = "event", payload = new { website = site, url = "/a", title = "header" } });
            await SendAsync(server, new { type = "event", payload = new { website = site, url = "/b", title = "payload", ip = FromPayload } });
            await Sender.WaitForAsync(server, "header");
            await Sender.WaitForAsync(server, "payload");
            Assert.DoesNotContain(FromHeader, server.Log, StringComparison.Ordinal);
            Assert.DoesNotContain(FromPayload, server.Log, StringComparison.Ordinal);
        }

        var needles = from address in (string[])[FromHeader, FromPayload]
                      from needle in (byte[][])[System.Text.Encoding.ASCII.GetBytes(address), IPAddress.Parse(address).GetAddressBytes()]
                      select needle;
        var found = from file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
                    let bytes = File.ReadAllBytes(file)
                    where needles.Any(needle => bytes.AsSpan().IndexOf(needle) >= 0)
                    select file;
        Assert.Empty(found);
    }

    private static async Task SendAsync(IngestServer server, object message)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/send") { Content = JsonContent.Create(message) };
        request.Headers.TryAddWithoutValidation("User-Agent", Sender.Agent);
        request.Headers.TryAddWithoutValidation("X-Forwarded-For", FromHeader);
        using var reply = await server.Http.SendAsync(request);
        Assert.Equal(HttpStatusCode.OK, reply.StatusCode);
    }
}
