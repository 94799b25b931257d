using System.Text;
using Ingest.Core.Enrichment.EventValues;
using Ingest.Core.Events;
using Ingest.Core.Intake;

namespace Ingest.Tests.Enrichment.EventValues;

public sealed class RevenueTests
{
    private static readonly EventDataEnricher Enricher = new();

    [Theory]
    [InlineData("""{"revenue":12.345678,"currency":"USD"}""", 123_457, "USD")]
    [InlineData("""{"currency":"usd","x":1,"revenue":"19.99"}""", 199_900, "usd")]
    [InlineData("""{"revenue":1,"currency":"A","revenue":2,"currency":"B"}""", 20_000, "B")]
    [InlineData("""{"revenue":5,"currency":"ABCDEFGHIJK"}""", 50_000, "ABCDEFGHIJ")]
    [InlineData("""{"revenue":5,"currency":7}""", 50_000, "7")]
    [InlineData("""{"revenue":5,"currency":1e-7}""", 50_000, "1e-7")]
    [InlineData("""{"revenue":5,"currency":true}""", 50_000, "true")]
    [InlineData("""{"revenue":5,"currency":"\ud800"}""", 50_000, "\uFFFD")]
    [InlineData("""{"revenue":1e300,"currency":"USD"}""", 999_999_999_999_999_999, "USD")]
    [InlineData("""{"revenue":99999999999999.9999,"currency":"USD"}""", 999_999_999_999_999_999, "USD")]
    [InlineData("""{"revenue":" 1e2\u00a0","currency":"USD"}""", 1_000_000, "USD")]
    [InlineData("""{"revenue":"0x10","currency":"USD"}""", 160_000, "USD")]
    [InlineData("""{"revenue":".5","currency":"USD"}""", 5_000, "USD")]
    [InlineData("""{"revenue":0.00005,"currency":"USD"}""", 1, "USD")]
    public void Counts_an_amount_above_0_with_a_currency(string json, long tenThousandths, string currency)
    {
        var draft = EventDataRun.Enrich(Enricher, Encoding.UTF8.GetBytes(json)).Draft;
        Assert.Equal((tenThousandths, currency), (draft.RevenueE4, Encoding.UTF8.GetString(draft[TextField.Currency])));
    }

    [Theory]
    [InlineData("""{"revenue":5}""")]
    [InlineData("""{"currency":"USD"}""")]
    [InlineData("""{"revenue":-1,"currency":"USD"}""")]
    [InlineData("""{"revenue":0,"currency":"USD"}""")]
    [InlineData("""{"revenue":0.00001,"currency":"USD"}""")]
    [InlineData("""{"revenue":1e400,"currency":"USD"}""")]
    [InlineData("""{"revenue":"Infinity","currency":"USD"}""")]
    [InlineData("""{"revenue":"12,50","currency":"USD"}""")]
    [InlineData("""{"revenue":"1 2","currency":"USD"}""")]
    [InlineData("""{"revenue":"0xg","currency":"USD"}""")]
    [InlineData("""{"revenue":"","currency":"USD"}""")]
    [InlineData("""{"revenue":true,"currency":"USD"}""")]
    [InlineData("""{"revenue":[5],"currency":"USD"}""")]
    [InlineData("""{"revenue":null,"currency":"USD"}""")]
    [InlineData("""{"revenue":5,"currency":""}""")]
    [InlineData("""{"revenue":5,"currency":0}""")]
    [InlineData("""{"revenue":5,"currency":null}""")]
    [InlineData("""{"revenue":5,"currency":false}""")]
    [InlineData("""{"revenue":5,"currency":["USD"]}""")]
    [InlineData("""{"revenue":5,"currency":{"a":"USD"}}""")]
    [InlineData("""{"o":{"revenue":5,"currency":"USD"}}""")]
    [InlineData("""{"revenue":"111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111","currency":"USD"}""")]
    public void Counts_nothing_else(string json)
    {
        var draft = EventDataRun.Enrich(Enricher, Encoding.UTF8.GetBytes(json)).Draft;
        Assert.Equal((0, 0), (draft.RevenueE4, draft[TextField.Currency].Length));
    }

    [Fact]
    public void An_identify_has_no_revenue()
    {
        var draft = EventDataRun.Enrich(Enricher, """{"revenue":5,"currency":"USD"}"""u8, PayloadType.Identify).Draft;
        Assert.Equal((0, 2), (draft.RevenueE4, draft.Data.Count));
    }

    [Theory]
    [InlineData("revenue long currency", "ABCDEFGHIJ")]
    [InlineData("revenue currency number", "7")]
    [InlineData("revenue on pageview", "USD")]
    public void Where_Umami_answers_500_the_revenue_is_kept(string name, string currency)
    {
        var context = UmamiVectors.Case(name).Start("127.0.0.1", 0);
        Enricher.Enrich(context);
        Assert.Equal((50_000, currency), (context.Draft.RevenueE4, Encoding.UTF8.GetString(context.Draft[TextField.Currency])));
        Assert.Equal(2, context.Draft.Data.Count);
    }
}
