using System.Text;
using Ingest.Core.Buffers;
using Ingest.Core.Enrichment;
using Ingest.Core.Enrichment.Location;
using Ingest.Core.Events;
using Ingest.Core.Intake;
using Ingest.Tests.Fakes;
using Microsoft.Extensions.Logging.Abstractions;

namespace Ingest.Tests.Enrichment.Location;

public sealed class LocationEnricherTests : IDisposable
{
    private readonly string _path = Path.GetTempFileName();
    private readonly GeoDatabase _database;

    public LocationEnricherTests()
    {
        File.WriteAllBytes(_path, TestDatabase.Writer(28, 6).Build());
        _database = new GeoDatabase(new GeoOptions { DatabasePath = _path }, TimeProvider.System, NullLogger<GeoDatabase>.Instance);
    }

    [Theory]
    [InlineData("81.2.69.142", "", "GB GB-ENG London")]
    [InlineData("2001:218::1", "", "JP  ")]
    [InlineData("[2001:218::1]", "", "  ")]
    [InlineData("81.2.69.142:4711", "", "GB GB-ENG London")]
    [InlineData("10.0.0.1:80", "US/CA/San Francisco", "  ")]
    [InlineData("junk", "", "  ")]
    [InlineData("", "", "  ")]
    [InlineData("81.2.69.142", "US/CA/San Francisco", "US US-CA San Francisco")]
    [InlineData("81.2.69.142", "BR/SP/São Paulo", "BR BR-SP São Paulo")]
    [InlineData("81.2.69.142", "BR/SP/S%C3%A3o%20Paulo", "BR BR-SP São Paulo")]
    [InlineData("81.2.69.142", "BR/SP/S%C3o", "BR BR-SP S%C3o")]
    [InlineData("81.2.69.142", "BR/SP/100%", "BR BR-SP 100%")]
    [InlineData("81.2.69.142", "FR/FR-IDF/Paris", "FR FR-IDF Paris")]
    [InlineData("81.2.69.142", "XX//", "XX  ")]
    [InlineData("81.2.69.142", "T1//", "T1  ")]
    [InlineData("81.2.69.142", "GBR/ENG/", "GB GBR-ENG ")]
    [InlineData("junk", "US/CA/", "US US-CA ")]
    [InlineData("100.64.0.1", "US//", "US  ")]
    [InlineData("127.0.0.1", "US/CA/San Francisco", "  ")]
    [InlineData("::1", "US//", "  ")]
    [InlineData("::ffff:10.0.0.1", "US//", "  ")]
    [InlineData("fe80::1", "US//", "  ")]
    [InlineData("", "US//", "  ")]
    public void Fills_the_location(string address, string headers, string expected) => Assert.Equal(expected, Locate(address, headers));

    [Fact]
    public void Cuts_to_the_lengths_of_the_columns()
    {
        var located = Locate("81.2.69.142", $"US/{new string('r', 40)}/{string.Concat(Enumerable.Repeat("é", 60))}");

        Assert.Equal($"US US-{new string('r', 17)} {string.Concat(Enumerable.Repeat("é", 50))}", located);
    }

    [Fact]
    public void Header_bytes_that_are_not_utf8_are_replaced()
    {
        var context = EnrichmentContexts.Create().WithAddress("81.2.69.142");
        context.Request.Context.Country = context.Request.Arena.Append("BR"u8);
        context.Request.Context.City = context.Request.Arena.Append([(byte)'S', 0xE3, (byte)'o']);

        Step(new GeoOptions()).Enrich(context);

        Assert.Equal("S\uFFFDo", context.Text(TextField.City));
    }

    [Fact]
    public void The_payloads_address_is_looked_up_and_the_headers_are_not_its_own()
    {
        var context = Context("10.0.0.1", "US/CA/San Francisco").With(PayloadField.Ip, "89.160.20.112");

        Step(new GeoOptions()).Enrich(context);

        Assert.Equal("SE SE-E Linköping", Located(context));
    }

    [Fact]
    public void Headers_are_ignored_when_the_options_say_so()
    {
        var context = Context("81.2.69.142", "US/CA/San Francisco");

        Step(new GeoOptions { SkipLocationHeaders = true }).Enrich(context);

        Assert.Equal("GB GB-ENG London", Located(context));
    }

    [Fact]
    public void Nothing_is_allocated()
    {
        var step = Step(new GeoOptions());
        var contexts = new[] { Context("81.2.69.142", ""), Context("81.2.69.142", "BR/SP/S%C3%A3o%20Paulo") };
        Assert.Equal(0, Allocations.Least(() =>
        {
            foreach (var context in contexts)
            {
                context.Draft.Clear();
                step.Enrich(context);
            }
        }));
    }

    public void Dispose()
    {
        _database.Dispose();
        File.Delete(_path);
    }

    private string Locate(string address, string headers)
    {
        var context = Context(address, headers);
        Assert.Equal(RejectionReason.None, Step(new GeoOptions()).Enrich(context));
        return Located(context);
    }

    private LocationEnricher Step(GeoOptions options) => new(options, _database);

    private static EnrichmentContext Context(string address, string headers)
    {
        var context = EnrichmentContexts.Create().WithAddress(address);
        var parts = headers.Split('/').Select(part => part.Length == 0 ? default(Utf8Slice) : context.Request.Arena.Append(Encoding.UTF8.GetBytes(part))).ToArray();
        if (parts.Length == 3)
        {
            (context.Request.Context.Country, context.Request.Context.Region, context.Request.Context.City) = (parts[0], parts[1], parts[2]);
        }

        return context;
    }

    private static string Located(EnrichmentContext context) =>
        $"{context.Text(TextField.Country)} {context.Text(TextField.Region)} {context.Text(TextField.City)}";
}
