using Ingest.Core.Enrichment.EventValues;
using Ingest.Core.Events;
using Ingest.Core.Intake;

namespace Ingest.Tests.Enrichment.EventValues;

public sealed class VitalsEnricherTests
{
    [Theory]
    [InlineData("performance")]
    [InlineData("performance no url")]
    [InlineData("event with vitals")]
    public void Vitals_equal_the_recorded_columns(string name)
    {
        var item = UmamiVectors.Case(name);
        var context = item.Start("127.0.0.1", 0);
        Assert.Equal(RejectionReason.None, new VitalsEnricher().Enrich(context));
        var row = item.Rows("website_event").Single();
        foreach (var field in Enum.GetValues<VitalField>())
        {
            var expected = row.TryGetProperty(field.ToString().ToLowerInvariant(), out var value) ? value.GetDouble() : double.NaN;
            Assert.Equal(expected, context.Draft.Vital(field));
        }
    }

    // A decimal half goes away from zero, though 0.15 is a little less than that in binary.
    [Theory]
    [InlineData(0.15, 0.2)]
    [InlineData(0.25, 0.3)]
    [InlineData(0.05, 0.1)]
    [InlineData(0.049, 0.0)]
    [InlineData(60000, 60000)]
    public void Halves_are_rounded_as_Postgres_does(double sent, double expected)
    {
        var request = new IntakeRequest();
        var payload = request.Add();
        payload.Type = PayloadType.Performance;
        payload.Set(VitalField.Lcp, sent);
        var context = new Ingest.Core.Enrichment.EnrichmentContext();
        context.Start(request, 0);
        new VitalsEnricher().Enrich(context);
        Assert.Equal(expected, context.Draft.Vital(VitalField.Lcp));
    }
}
