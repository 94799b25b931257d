using System.Net;
using System.Text;
using Ingest.Core.Intake;
using Ingest.Core.Intake.Addresses;
using Ingest.Tests.Fakes;
using Microsoft.AspNetCore.Http;

namespace Ingest.Tests.Intake.Addresses;

public sealed class ClientAddressTests
{
    private static readonly IPAddress Loopback = IPAddress.Loopback;

    [Theory]
    [InlineData("", "127.0.0.1")]
    [InlineData("true-client-ip: 81.2.69.142|cf-connecting-ip: 89.160.20.112", "81.2.69.142")]
    [InlineData("cf-connecting-ip: 81.2.69.142|x-real-ip: 89.160.20.112", "81.2.69.142")]
    [InlineData("x-real-ip: 81.2.69.142|x-forwarded-for: 89.160.20.112", "81.2.69.142")]
    [InlineData("x-forwarded-for: 81.2.69.142, 10.0.0.1", "81.2.69.142")]
    [InlineData("x-forwarded-for: 81.2.69.142:5555", "81.2.69.142")]
    [InlineData("x-forwarded-for: 2001:218::1", "2001:218::1")]
    [InlineData("x-forwarded-for: ::ffff:81.2.69.142", "81.2.69.142")]
    [InlineData("x-forwarded-for: [2001:218::1]:443", "[2001:218::1]")]
    [InlineData("x-forwarded-for: junk", "junk")]
    [InlineData("x-forwarded-for: unknown", "unknown")]
    [InlineData("x-forwarded-for: localhost:5000", "localhost")]
    [InlineData("x-umami-client-ip: 81.2.69.142", "127.0.0.1")]
    [InlineData("forwarded: for=\"[2001:218::1]:1234\"", "127.0.0.1")]
    [InlineData("x-client-ip: 81.2.69.142", "127.0.0.1")]
    public void Takes_the_address_that_umami_takes(string headers, string expected) => Assert.Equal(expected, Resolve(headers));

    [Theory]
    [InlineData("x-real-ip: 10.0.0.7|x-forwarded-for: 81.2.69.142", "81.2.69.142")]
    [InlineData("x-forwarded-for: 192.168.0.4, fd00::1, 100.64.1.1, 81.2.69.142, 89.160.20.112", "81.2.69.142")]
    [InlineData("x-forwarded-for: 10.0.0.7|x-client-ip: 81.2.69.142", "81.2.69.142")]
    [InlineData("x-forwarded-for: 10.0.0.7|forwarded: by=10.0.0.1;for=\"81.2.69.142:99\";proto=https", "81.2.69.142")]
    [InlineData("x-forwarded-for: [fe80::1]:80, 81.2.69.142", "81.2.69.142")]
    [InlineData("x-forwarded-for: 10.0.0.7, 192.168.0.1", "10.0.0.7")]
    [InlineData("x-forwarded-for: |x-client-ip: 81.2.69.142", "81.2.69.142")]
    [InlineData("x-forwarded-for: , ,81.2.69.142", "81.2.69.142")]
    public void Passes_over_private_addresses(string headers, string expected) => Assert.Equal(expected, Resolve(headers));

    [Fact]
    public void A_public_socket_address_is_better_than_a_private_header() =>
        Assert.Equal("203.0.113.9", Resolve("x-real-ip: 10.0.0.7", IPAddress.Parse("203.0.113.9")));

    [Fact]
    public void A_mapped_socket_address_is_its_ipv4_address() =>
        Assert.Equal("203.0.113.9", Resolve("", IPAddress.Parse("::ffff:203.0.113.9")));

    [Fact]
    public void Without_socket_and_headers_there_is_no_address() => Assert.Equal("", Resolve("", remote: null));

    [Theory]
    [InlineData("x-mine: 10.1.1.1, 81.2.69.142|true-client-ip: 89.160.20.112", "10.1.1.1")]
    [InlineData("x-mine: |true-client-ip: 89.160.20.112", "89.160.20.112")]
    [InlineData("true-client-ip: 89.160.20.112", "89.160.20.112")]
    public void The_header_of_the_options_comes_first(string headers, string expected) =>
        Assert.Equal(expected, Resolve(headers, Loopback, new AddressOptions { ClientAddressHeader = "x-mine" }));

    [Theory]
    [InlineData("198.51.100.0/24", "198.51.100.7", "81.2.69.142", "US")]
    [InlineData("198.51.100.0/24", "203.0.113.9", "203.0.113.9", "")]
    [InlineData("none", "203.0.113.9", "203.0.113.9", "")]
    public void Only_trusted_proxies_are_believed(string trusted, string remote, string address, string country)
    {
        var request = Request("x-forwarded-for: 81.2.69.142|cf-ipcountry: US", IPAddress.Parse(remote), new AddressOptions { TrustedProxies = { trusted } });

        Assert.Equal(address, Text(request, request.Context.ClientAddress));
        Assert.Equal(country, Text(request, request.Context.Country));
    }

    [Theory]
    [InlineData("cf-ipcountry: US|cf-region-code: CA|cf-ipcity: San Francisco", "US/CA/San Francisco")]
    [InlineData("cf-ipcountry: US|x-vercel-ip-country: DE|x-vercel-ip-city: Berlin", "US//")]
    [InlineData("cf-ipcountry: |x-vercel-ip-country: DE|x-vercel-ip-city: Berlin", "DE//Berlin")]
    [InlineData("cloudfront-viewer-country: FR|cloudfront-viewer-country-region: IDF|cloudfront-viewer-city: Paris", "FR/IDF/Paris")]
    [InlineData("eo-ipcountry: SG|eo-region-code: 01|eo-ipcity: Singapore", "SG/01/Singapore")]
    [InlineData("cf-region-code: CA", "//")]
    public void The_first_provider_that_names_a_country_supplies_the_location(string headers, string expected)
    {
        var request = Request(headers, Loopback, new AddressOptions());
        var context = request.Context;

        Assert.Equal(expected, $"{Text(request, context.Country)}/{Text(request, context.Region)}/{Text(request, context.City)}");
    }

    [Fact]
    public void Header_characters_are_bytes()
    {
        var latin1 = Encoding.Latin1.GetString("S\u00E3o Paulo"u8);

        var request = Request($"cf-ipcountry: BR|cf-ipcity: {latin1}", Loopback, new AddressOptions());

        Assert.Equal("S\u00E3o Paulo", Text(request, request.Context.City));
    }

    [Fact]
    public void Resolving_allocates_nothing()
    {
        var (client, request, headers) = (new ClientAddress(new AddressOptions()), new IntakeRequest(), Headers("x-forwarded-for: 2001:218::1|cf-ipcountry: JP"));
        Assert.Equal(0, Allocations.Least(() =>
        {
            request.Clear();
            client.Resolve(headers, Loopback, request);
        }));
    }

    [Fact]
    public void Options_name_every_fault()
    {
        var options = new AddressOptions
        {
            ClientAddressHeader = "x real ip",
            TrustedProxies = { "10.0.0.0/99", AddressOptions.TrustNobody },
            IgnoredAddresses = { "unknown", "1.2.3.4", "1.2.3.4/40" },
        };

        var faults = options.Validate().ToArray();

        Assert.Equal(4, faults.Length);
        Assert.Contains(faults, fault => fault.Contains("10.0.0.0/99", StringComparison.Ordinal));
        Assert.Contains(faults, fault => fault.Contains("1.2.3.4/40", StringComparison.Ordinal));
    }

    private static string Resolve(string headers) => Resolve(headers, Loopback);

    private static string Resolve(string headers, IPAddress? remote, AddressOptions? options = null)
    {
        var request = Request(headers, remote, options ?? new AddressOptions());
        return Text(request, request.Context.ClientAddress);
    }

    private static IntakeRequest Request(string headers, IPAddress? remote, AddressOptions options)
    {
        var request = new IntakeRequest();
        new ClientAddress(options).Resolve(Headers(headers), remote, request);
        return request;
    }

    private static HeaderDictionary Headers(string headers)
    {
        var dictionary = new HeaderDictionary();
        foreach (var header in headers.Split('|', StringSplitOptions.RemoveEmptyEntries))
        {
            var colon = header.IndexOf(':', StringComparison.Ordinal);
            dictionary[header[..colon]] = header[(colon + 1)..].Trim();
        }

        return dictionary;
    }

    private static string Text(IntakeRequest request, Ingest.Core.Buffers.Utf8Slice slice) => Encoding.UTF8.GetString(request.Arena[slice]);
}
