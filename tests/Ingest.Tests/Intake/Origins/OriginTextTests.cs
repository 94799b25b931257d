using System.Text;
using Ingest.Core.Intake.Origins;

namespace Ingest.Tests.Intake.Origins;

public sealed class OriginTextTests
{
    [Theory]
    [InlineData("https://example.com", "example.com")]
    [InlineData("https://example.com:8443", "example.com")]
    [InlineData("http://[::1]:80", "::1")]
    [InlineData("https://example.com/path?query#fragment", "example.com")]
    [InlineData("https://example.com?q", "example.com")]
    [InlineData("https://user:password@example.com/", "example.com")]
    [InlineData("https://a@b@example.com/", "example.com")]
    [InlineData("https://example.com\\@evil.example", "example.com")]
    [InlineData("null", "")]
    [InlineData("", "")]
    [InlineData("://example.com", "")]
    [InlineData("https:example.com", "")]
    [InlineData("https://", "")]
    [InlineData("https://[::1", "")]
    public void The_host_of_an_address_is_found(string text, string host) =>
        Assert.Equal(host, Encoding.UTF8.GetString(OriginText.HostOf(Encoding.UTF8.GetBytes(text))));
}
