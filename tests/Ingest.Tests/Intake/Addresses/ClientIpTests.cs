using System.Net;
using System.Net.Sockets;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Ingest.Core.Intake.Addresses;

namespace Ingest.Tests.Intake.Addresses;

public sealed class ClientIpTests
{
    [Theory]
    [InlineData("81.2.69.142", "81.2.69.142")]
    [InlineData("2001:218::1", "2001:218::1")]
    [InlineData("2001:0218:0000:0:0:0:0:0001", "2001:218::1")]
    [InlineData("2001:DB8::A", "2001:db8::a")]
    [InlineData("::", "::")]
    [InlineData("::1", "::1")]
    [InlineData("1::", "1::")]
    [InlineData("1:0:0:2:0:0:0:3", "1:0:0:2::3")]
    [InlineData("1:0:0:2:3:0:0:4", "1::2:3:0:0:4")]
    [InlineData("1::3:4:5:6:7:8", "1:0:3:4:5:6:7:8")]
    [InlineData("::ffff:81.2.69.142", "81.2.69.142")]
    [InlineData("::ffff:5102:458e", "81.2.69.142")]
    [InlineData("64:ff9b::1.2.3.4", "64:ff9b::102:304")]
    [InlineData("fe80::1%eth0", "fe80::1")]
    public void Reads_an_address_and_writes_it_canonically(string text, string canonical) => Assert.Equal(canonical, Canonical(text));

    [Theory]
    [InlineData("")]
    [InlineData("junk")]
    [InlineData("1")]
    [InlineData("1.2.3")]
    [InlineData("1.2.3.4.5")]
    [InlineData("256.1.1.1")]
    [InlineData("01.1.1.1")]
    [InlineData("1.2.3.4:80")]
    [InlineData("[::1]")]
    [InlineData(":")]
    [InlineData(":::")]
    [InlineData("1:2:3:4:5:6:7")]
    [InlineData("1:2:3:4:5:6:7:8:9")]
    [InlineData("1:2:3:4:5:6:7:8::")]
    [InlineData("1::2::3")]
    [InlineData("12345::")]
    [InlineData("1.2.3.4::")]
    [InlineData("::1:")]
    [InlineData("::g")]
    [InlineData("::+1")]
    public void Refuses_what_is_no_address(string text) => Assert.False(ClientIp.TryParse(Encoding.UTF8.GetBytes(text), out _));

    [Fact]
    public void Reads_what_the_framework_writes()
    {
        Check.QuickThrowOnFailure(Prop.ForAll(AddressBytes(), bytes =>
        {
            var address = new IPAddress(bytes);
            var expected = ClientIp.From(address);
            return ClientIp.TryParse(Encoding.UTF8.GetBytes(address.ToString()), out var parsed) && parsed == expected;
        }));
    }

    [Fact]
    public void The_framework_reads_what_it_writes()
    {
        Check.QuickThrowOnFailure(Prop.ForAll(AddressBytes(), bytes =>
        {
            var address = new IPAddress(bytes);
            var text = Canonical(address.ToString());
            return IPAddress.Parse(text).Equals(address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address) && text.Length <= IpText.BytesMax;
        }));
    }

    [Fact]
    public void Any_text_is_read_as_the_framework_reads_it_or_refused()
    {
        var texts = Gen.Elements([.. "0123456789abcdef::::....%"]).ListOf().Select(chars => string.Concat(chars)).ToArbitrary();
        Check.QuickThrowOnFailure(Prop.ForAll(texts, text =>
        {
            return !ClientIp.TryParse(Encoding.UTF8.GetBytes(text), out var parsed) ||
                ClientIp.From(IPAddress.Parse(text.Split('%')[0])) == parsed;
        }));
    }

    [Theory]
    [InlineData("10.255.255.255", true, true)]
    [InlineData("127.0.0.1", true, true)]
    [InlineData("169.254.1.1", true, true)]
    [InlineData("172.16.0.1", true, true)]
    [InlineData("172.32.0.1", false, false)]
    [InlineData("192.168.1.1", true, true)]
    [InlineData("100.64.0.1", true, false)]
    [InlineData("100.128.0.1", false, false)]
    [InlineData("0.0.0.0", true, true)]
    [InlineData("81.2.69.142", false, false)]
    [InlineData("::ffff:10.0.0.1", true, true)]
    [InlineData("::1", true, true)]
    [InlineData("::2", false, false)]
    [InlineData("fc00::1", true, true)]
    [InlineData("fdff::1", true, true)]
    [InlineData("fe00::1", false, false)]
    [InlineData("fe80::1", true, true)]
    [InlineData("febf::1", true, true)]
    [InlineData("fec0::1", false, false)]
    [InlineData("2001:218::1", false, false)]
    public void Knows_private_and_local_addresses(string text, bool isPrivate, bool isLocal)
    {
        Assert.True(ClientIp.TryParse(Encoding.UTF8.GetBytes(text), out var address));
        Assert.Equal((isPrivate, isLocal), (address.IsPrivate, address.IsLocal));
    }

    [Theory]
    [InlineData("10.0.0.0/8", "10.1.2.3", true)]
    [InlineData("10.0.0.0/8", "11.1.2.3", false)]
    [InlineData("10.0.0.0/8", "::a01:203", false)]
    [InlineData("203.0.113.7", "203.0.113.7", true)]
    [InlineData("203.0.113.7", "203.0.113.8", false)]
    [InlineData("0.0.0.0/0", "8.8.8.8", true)]
    [InlineData("2001:db8::/32", "2001:db8:1::1", true)]
    [InlineData("2001:db8::/32", "2001:db9::1", false)]
    [InlineData("::/0", "2001:db9::1", true)]
    public void A_range_contains_its_addresses(string range, string address, bool contains)
    {
        Assert.True(IpRange.TryParse(range, out var parsed));
        Assert.True(ClientIp.TryParse(Encoding.UTF8.GetBytes(address), out var ip));
        Assert.Equal(contains, parsed.Contains(ip));
    }

    [Theory]
    [InlineData("10.0.0.0/33")]
    [InlineData("10.0.0.0/-1")]
    [InlineData("10.0.0.0/")]
    [InlineData("/8")]
    [InlineData("::/129")]
    public void Refuses_what_is_no_range(string text) => Assert.False(IpRange.TryParse(text, out _));

    private static Arbitrary<byte[]> AddressBytes() =>
        Gen.OneOf(Bytes(4), Bytes(16)).ToArbitrary();

    // Many zeros, so that runs of zero groups and mapped addresses come up.
    private static Gen<byte[]> Bytes(int count) =>
        Gen.Frequency((2, Gen.Constant((byte)0)), (1, Gen.Constant((byte)255)), (2, Gen.Choose(0, 255).Select(value => (byte)value))).ArrayOf(count);

    private static string Canonical(string text)
    {
        Span<byte> canonical = stackalloc byte[IpText.BytesMax];
        Assert.True(ClientIp.TryParse(Encoding.UTF8.GetBytes(text), out var address));
        return Encoding.UTF8.GetString(canonical[..address.Format(canonical)]);
    }
}
