namespace Ingest.Tests.Endpoints;

/// <summary>Who may say which client a request is of, over real HTTP: one client is refused, and others claim to be it, or it to be another.</summary>
public sealed class SpoofedAddressTests
{
    [Theory]
    [InlineData("none", "X-Forwarded-For: 203.0.113.9", 200)]
    [InlineData("none", "X-Real-IP: 203.0.113.9|X-Forwarded-For: 203.0.113.9, 203.0.113.9|Forwarded: for=203.0.113.9|True-Client-IP: 203.0.113.9", 200)]
    [InlineData("198.51.100.0/24", "X-Forwarded-For: 203.0.113.9", 200)]
    [InlineData("127.0.0.1", "X-Forwarded-For: 203.0.113.9", 403)]
    [InlineData("127.0.0.1", "X-Forwarded-For: 10.0.0.1, 203.0.113.9", 403)]
    [InlineData("127.0.0.1", "X-Forwarded-For: ::ffff:203.0.113.9", 403)]
    [InlineData("127.0.0.1", "X-Forwarded-For: 203.0.113.9:443", 403)]
    [InlineData("127.0.0.1", "X-Forwarded-For: ,,203.0.113.9", 403)]
    [InlineData("127.0.0.1", "X-Forwarded-For: 127.0.0.1, 203.0.113.9", 403)]
    [InlineData("", "X-Forwarded-For: 203.0.113.9", 403)]
    public async Task Headers_count_from_trusted_proxies_alone(string trusted, string headers, int status)
    {
        await using var host = await DropHost.StartAsync(new DropHostOptions { TrustedProxy = trusted });

        using var reply = await host.SendAsync(host.Message(), headers: [.. headers.Split('|').Select(header => header.Split(": ")).Select(header => (header[0], header[1]))]);

        Assert.Equal(status, (int)reply.StatusCode);
    }
}
