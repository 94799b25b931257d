using System.Diagnostics;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Ingest.Core.Enrichment.Location;
using Ingest.Core.Intake.Addresses;
using Ingest.Tests.Fakes;

namespace Ingest.Tests.Enrichment.Location;

public sealed class MmdbReaderTests
{
    public static TheoryData<int, int> Layouts { get; } = new() { { 24, 4 }, { 28, 4 }, { 32, 4 }, { 24, 6 }, { 28, 6 }, { 32, 6 } };

    [Theory]
    [MemberData(nameof(Layouts))]
    public void Finds_the_places_of_every_layout(int recordSize, int ipVersion)
    {
        var reader = Open(TestDatabase.Writer(recordSize, ipVersion).Build());

        Assert.Equal("GB/ENG/London", Find(reader, "81.2.69.142"));
        Assert.Equal("GB/ENG/London", Find(reader, "::ffff:81.2.69.142"));
        Assert.Equal("SE/E/Linköping", Find(reader, "89.160.20.112"));
        Assert.Equal("//", Find(reader, "89.160.20.128"));
        Assert.Equal("//", Find(reader, "8.8.8.8"));
        Assert.Equal(ipVersion == 6 ? "JP//" : "//", Find(reader, "2001:218::1"));
        Assert.Equal("//", Find(reader, "2001:219::1"));
    }

    [Theory]
    [MemberData(nameof(Layouts))]
    public void Agrees_with_mmdblookup(int recordSize, int ipVersion)
    {
        Assert.SkipUnless(File.Exists("/usr/bin/mmdblookup"), "mmdblookup (Debian's mmdb-bin) is not installed");
        var path = Path.GetTempFileName();
        File.WriteAllBytes(path, TestDatabase.Writer(recordSize, ipVersion).Build());

        Assert.Contains("\"Linköping\"", Lookup(path, "89.160.20.112", "city", "names", "en"), StringComparison.Ordinal);
        Assert.Contains("\"ENG\"", Lookup(path, "81.2.69.142", "subdivisions", "0", "iso_code"), StringComparison.Ordinal);
        if (ipVersion == 6)
        {
            Assert.Contains("\"JP\"", Lookup(path, "2001:218::1", "country", "iso_code"), StringComparison.Ordinal);
        }

        File.Delete(path);
    }

    [Fact]
    public void Follows_aliases_of_ipv4()
    {
        var reader = Open(TestDatabase.Writer(28, 6).AddAlias("2002::/16").Build());

        Assert.Equal("GB/ENG/London", Find(reader, "2002:5102:458e::1"));
    }

    [Fact]
    public void Takes_the_registered_country_where_there_is_no_other()
    {
        var reader = Open(new MmdbWriter(24, 4).Add("1.0.0.0/8", MmdbWriter.Place(country: null, registered: "AU")).Build());

        Assert.Equal("AU//", Find(reader, "1.2.3.4"));
    }

    [Fact]
    public void Reads_pointers_and_texts_of_every_length()
    {
        var writer = new MmdbWriter(32, 4);
        var names = new[] { 28, 29, 284, 285, 65820, 65821, 530_000 }.Select(length => new string((char)('a' + (length % 26)), length)).ToArray();
        for (var i = 0; i < names.Length; i++)
        {
            writer.Add($"{i + 1}.0.0.0/8", MmdbWriter.Place("XX", city: names[i]));
            writer.Add($"{i + 101}.0.0.0/8", MmdbWriter.Place("XX", city: names[i]));
        }

        var reader = Open(writer.Build());

        Assert.All(names.Index(), name => Assert.Equal($"XX//{name.Item}", Find(reader, $"{name.Index + 1}.1.1.1")));
        Assert.All(names.Index(), name => Assert.Equal($"XX//{name.Item}", Find(reader, $"{name.Index + 101}.1.1.1")));
    }

    [Fact]
    public void A_lookup_allocates_nothing()
    {
        var reader = Open(TestDatabase.Writer(28, 6).Build());
        Assert.True(ClientIp.TryParse("81.2.69.142"u8, out var address));
        Assert.False(reader.Find(address).City.IsEmpty);

        Assert.Equal(0, Allocations.Least(() =>
        {
            for (var i = 0; i < 1000; i++)
            {
                reader.Find(address);
            }
        }));
    }

    [Fact]
    public void Refuses_what_is_no_database()
    {
        var good = TestDatabase.Writer(24, 4).Build();
        var withoutSeparator = good.ToArray();
        withoutSeparator[good.AsSpan().IndexOf(new byte[16]) + 15] = 1;

        Assert.Contains("no MaxMind DB metadata", Fault([]), StringComparison.Ordinal);
        Assert.Contains("no MaxMind DB metadata", Fault(new byte[1000]), StringComparison.Ordinal);
        Assert.Contains("does not fit", Fault(good[good.AsSpan().LastIndexOf((byte)0xAB)..]), StringComparison.Ordinal);
        Assert.Contains("format version is 3", Fault(new MmdbWriter(24, 4) { FormatVersion = 3 }.Build()), StringComparison.Ordinal);
        Assert.Contains("record_size 20", Fault(new MmdbWriter(20, 4).Build()), StringComparison.Ordinal);
        Assert.Contains("ip_version 5", Fault(new MmdbWriter(24, 5).Build()), StringComparison.Ordinal);
        Assert.Contains("zeros", Fault(withoutSeparator), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("2000")]
    [InlineData("20012000")]
    [InlineData("FFFFFFFFFFFFFF")]
    [InlineData("E141612000")]
    [InlineData("FFFFFFFF4141")]
    [InlineData("E147636F756E747279FFFFFFFF")]
    [InlineData("00FF")]
    [InlineData("0400")]
    [InlineData("3FFFFFFFFF")]
    public void Hostile_values_give_no_place(string hex)
    {
        var reader = Open(new MmdbWriter(24, 4).AddRaw("1.0.0.0/8", Convert.FromHexString(hex)).Build());

        Assert.Equal("//", Find(reader, "1.1.1.1"));
    }

    [Fact]
    public void Deep_and_wide_values_end_early()
    {
        var deep = Enumerable.Repeat(new byte[] { 0x01, 0x04 }, 100_000).SelectMany(pair => pair);
        byte[] wide = [0x1F, 0x04, 0xFF, 0xFF, 0xFF, .. Enumerable.Repeat((byte)0x40, 1_000_000)];
        var reader = Open(new MmdbWriter(32, 4).AddRaw("1.0.0.0/8", [0xE1, 0x41, 0x61, .. deep]).AddRaw("2.0.0.0/8", [0xE1, 0x41, 0x61, .. wide]).Build());
        var watch = Stopwatch.StartNew();
        for (var i = 0; i < 100; i++)
        {
            Assert.Equal("//", Find(reader, "1.1.1.1") + Find(reader, "2.1.1.1")[2..]);
        }

        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(5), $"{watch.Elapsed}");
    }

    [Theory]
    [MemberData(nameof(Layouts))]
    public void A_damaged_file_finds_something_or_nothing_but_never_fails(int recordSize, int ipVersion)
    {
        var good = TestDatabase.Writer(recordSize, ipVersion).Build();
        var damage = (from at in Gen.Choose(0, good.Length - 1) from value in Gen.Choose(0, 255) select (at, value)).NonEmptyListOf().ToArbitrary();
        var config = Config.QuickThrowOnFailure.WithMaxTest(2000);

        Check.One(config, Prop.ForAll(damage, flips =>
        {
            var bad = good.ToArray();
            foreach (var (at, value) in flips)
            {
                bad[at] = (byte)value;
            }

            if (MmdbReader.TryOpen(bad, out var reader, out _))
            {
                Assert.All(["81.2.69.142", "89.160.20.112", "2001:218::1"], address => Assert.NotNull(Find(reader!, address)));
            }
        }));
    }

    private static MmdbReader Open(byte[] file)
    {
        Assert.True(MmdbReader.TryOpen(file, out var reader, out var fault), fault);
        return reader!;
    }

    private static string Fault(byte[] file)
    {
        Assert.False(MmdbReader.TryOpen(file, out _, out var fault));
        return fault;
    }

    private static string Find(MmdbReader reader, string address)
    {
        Assert.True(ClientIp.TryParse(Encoding.ASCII.GetBytes(address), out var ip));
        var place = reader.Find(ip);
        return $"{Encoding.UTF8.GetString(place.Country)}/{Encoding.UTF8.GetString(place.Region)}/{Encoding.UTF8.GetString(place.City)}";
    }

    private static string Lookup(string path, string address, params string[] keys)
    {
        var start = new ProcessStartInfo("/usr/bin/mmdblookup", ["--file", path, "--ip", address, .. keys]) { RedirectStandardOutput = true, UseShellExecute = false };
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return output;
    }
}
