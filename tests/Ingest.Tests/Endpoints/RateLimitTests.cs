using System.Net;
using Ingest.Core.Intake;
using Ingest.Core.Intake.Addresses;
using Ingest.Core.Limits;
using Ingest.Core.Sites;
using Ingest.Tests.Fakes;

namespace Ingest.Tests.Endpoints;

/// <summary>What is taken of one address and of one site, over real HTTP.</summary>
public sealed class RateLimitTests
{
    private static readonly RateLimitOptions Tight = new() { AddressPerSecond = 1, AddressBurst = 3, SitePerSecond = 2, SiteBurst = 6 };

    [Fact]
    public async Task A_hot_address_is_told_to_wait_and_no_other_is()
    {
        await using var host = await StartAsync();

        using var refused = await SendUntilRefusedAsync(host, host.Site, "203.0.113.1", taken: 3);

        Assert.Equal((429, "1"), ((int)refused.StatusCode, refused.Headers.GetValues("Retry-After").Single()));
        Assert.Contains("too-many-requests", await refused.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.Equal("address-rate", refused.Headers.GetValues("X-Ingest-Dropped").Single());
        using var other = await SendAsync(host, host.Site, "203.0.113.2");
        Assert.Equal(HttpStatusCode.OK, other.StatusCode);
    }

    [Fact]
    public async Task A_hot_site_is_told_to_wait_and_no_other_is()
    {
        await using var host = await StartAsync();
        var other = await host.Sites.AddAsync("Other");
        for (var client = 0; client < 6; client++)
        {
            using var taken = await SendAsync(host, host.Site, $"203.0.113.{client}");
            Assert.Equal(HttpStatusCode.OK, taken.StatusCode);
        }

        using var refused = await SendAsync(host, host.Site, "203.0.113.20");
        using var calm = await SendAsync(host, other.Id, "203.0.113.20");

        Assert.Equal((429, "site-rate"), ((int)refused.StatusCode, refused.Headers.GetValues("X-Ingest-Dropped").Single()));
        Assert.Equal(HttpStatusCode.OK, calm.StatusCode);
    }

    [Fact]
    public async Task A_bucket_fills_again()
    {
        var time = new ManualTime();
        await using var host = await StartAsync(time);
        using var refused = await SendUntilRefusedAsync(host, host.Site, "203.0.113.1", taken: 3);

        time.Advance(TimeSpan.FromSeconds(1));

        using var again = await SendUntilRefusedAsync(host, host.Site, "203.0.113.1", taken: 1);
    }

    [Theory]
    [InlineData(0.0, 20)]
    [InlineData(1.0, 3)]
    public async Task A_site_may_have_a_rate_of_its_own(double rate, int taken)
    {
        await using var host = await StartAsync(limits: new RateLimitOptions { AddressPerSecond = 0, SitePerSecond = 2, SiteBurst = 6 });
        await host.Sites.UpdateAsync(host.Site, site => site with { Settings = new SiteSettings { EventsPerSecond = rate } });

        var statuses = new List<HttpStatusCode>();
        for (var i = 0; i < 20; i++)
        {
            using var reply = await SendAsync(host, host.Site, "203.0.113.1");
            statuses.Add(reply.StatusCode);
        }

        Assert.Equal(taken, statuses.Count(status => status == HttpStatusCode.OK));
    }

    [Fact]
    public async Task One_subnet_of_ipv6_is_one_address()
    {
        await using var host = await StartAsync();
        for (var i = 1; i <= 3; i++)
        {
            using var taken = await SendAsync(host, host.Site, $"2001:db8::{i}");
            Assert.Equal(HttpStatusCode.OK, taken.StatusCode);
        }

        using var refused = await SendAsync(host, host.Site, "2001:db8::ffff");
        using var other = await SendAsync(host, host.Site, "2001:db8:0:1::1");

        Assert.Equal((429, 200), ((int)refused.StatusCode, (int)other.StatusCode));
    }

    [Fact]
    public async Task The_own_machine_and_those_that_are_named_have_no_limit_and_neither_has_a_key_by_address()
    {
        var limits = new RateLimitOptions { AddressPerSecond = 1, AddressBurst = 3, SitePerSecond = 2, SiteBurst = 50, ExemptAddresses = { "198.51.100.0/24" } };
        await using var host = await StartAsync(limits: limits);
        var (_, key) = await host.Keys.CreateAsync("backend", [$"send:{host.Site}"]);
        for (var i = 0; i < 60; i++)
        {
            using var own = await host.SendAsync(host.Message());
            using var named = await SendAsync(host, host.Site, "198.51.100.7");
            Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (own.StatusCode, named.StatusCode));
        }

        for (var i = 0; i < 50; i++)
        {
            using var keyed = await SendAsync(host, host.Site, "203.0.113.1", ("Authorization", $"Bearer {key}"));
            Assert.Equal(HttpStatusCode.OK, keyed.StatusCode);
        }

        // The site's own limit holds for keys too: it is there for the other sites.
        using var over = await SendAsync(host, host.Site, "203.0.113.1", ("Authorization", $"Bearer {key}"));
        Assert.Equal("site-rate", over.Headers.GetValues("X-Ingest-Dropped").Single());
    }

    [Theory]
    [InlineData("127.0.0.1", true, true)]
    [InlineData("::1", true, true)]
    [InlineData("127.0.0.1", false, false)]
    [InlineData("203.0.113.1", true, false)]
    public void A_header_that_names_the_own_machine_lifts_no_limit(string client, bool isLocal, bool isUnlimited)
    {
        var limits = new IntakeLimits(Tight, new ManualTime());
        var request = new IntakeRequest();
        request.Add();
        request.Context.ClientAddress = request.Arena.Append(System.Text.Encoding.ASCII.GetBytes(client));

        request.Context.IsLocal = isLocal;
        Assert.True(limits.Takes(request));
        Assert.Equal(isUnlimited, request.IsUnlimited);
    }

    [Fact]
    public async Task A_batch_counts_each_of_its_events_and_says_which_to_send_again()
    {
        await using var host = await StartAsync(limits: new RateLimitOptions { AddressPerSecond = 0, SitePerSecond = 2, SiteBurst = 2 });

        using var reply = await host.SendAsync($"[{host.Message()},{host.Message()},{host.Message()}]", "/api/batch", headers: ("X-Forwarded-For", "203.0.113.1"));
        using var nothing = await host.SendAsync($"[{host.Message()},{host.Message()}]", "/api/batch", headers: ("X-Forwarded-For", "203.0.113.1"));

        var body = await reply.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.Contains("\"processed\":2,\"errors\":1,\"details\":[{\"index\":2,", body, StringComparison.Ordinal);
        Assert.Equal((200, "1"), ((int)reply.StatusCode, reply.Headers.GetValues("Retry-After").Single()));
        Assert.Equal(429, (int)nothing.StatusCode);
    }

    [Fact]
    public async Task A_flood_of_addresses_and_of_sites_that_are_not_there_takes_no_memory_and_holds_up_nobody()
    {
        var limits = new IntakeLimits(Tight, new ManualTime());
        var request = new IntakeRequest();
        var (number, text) = (0, new byte[IpText.BytesMax]);
        var allocated = Allocations.Least(() =>
        {
            for (var i = 0; i < 20_000; i++)
            {
                request.Clear();
                var length = new ClientIp(0x0B00_0000u + (uint)number, IsV4: true).Format(text);
                request.Context.ClientAddress = request.Arena.Append(text.AsSpan(0, length));
                request.Add();
                number++;
                if (!limits.Takes(request))
                {
                    throw new InvalidOperationException("A new address was refused.");
                }
            }
        });
        await using var host = await StartAsync();
        for (var i = 0; i < 20; i++)
        {
            using var unknown = await SendAsync(host, Guid.NewGuid(), $"203.0.114.{i}");
            Assert.Equal(HttpStatusCode.BadRequest, unknown.StatusCode);
        }

        using var honest = await SendAsync(host, host.Site, "203.0.113.1");
        Assert.Equal((0L, HttpStatusCode.OK), (allocated, honest.StatusCode));
    }

    private static Task<DropHost> StartAsync(TimeProvider? time = null, RateLimitOptions? limits = null) =>
        DropHost.StartAsync(new DropHostOptions { Limits = limits ?? Tight, Time = time ?? new ManualTime(), QueueCapacity = 16 });

    private static Task<HttpResponseMessage> SendAsync(DropHost host, Guid site, string address, params (string Name, string Value)[] headers) =>
        host.SendAsync(host.Message(site), headers: [("X-Forwarded-For", address), .. headers]);

    private static async Task<HttpResponseMessage> SendUntilRefusedAsync(DropHost host, Guid site, string address, int taken)
    {
        for (var i = 0; i < taken; i++)
        {
            using var reply = await SendAsync(host, site, address);
            Assert.Equal(HttpStatusCode.OK, reply.StatusCode);
        }

        var refused = await SendAsync(host, site, address);
        Assert.Equal(429, (int)refused.StatusCode);
        return refused;
    }
}
