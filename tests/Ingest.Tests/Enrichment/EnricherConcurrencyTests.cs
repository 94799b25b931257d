using Ingest.Core.Enrichment.EventValues;
using Ingest.Core.Enrichment.Identity;

namespace Ingest.Tests.Enrichment;

public sealed class EnricherConcurrencyTests
{
    [Fact]
    public void Many_workers_get_what_one_gets()
    {
        var identity = new IdentityEnricher(new IdentityOptions { AppSecret = "bench-secret", Formula = IdentityOptions.Umami31 });
        var data = new EventDataEnricher();
        var items = UmamiVectors.Cases.Where(item => item.Name() is "data types ok" or "data 60 keys" or "identify id+data" or "timestamp salts").ToArray();
        var expected = items.Select(item => Run(item)).ToArray();

        Parallel.For(0, 400, new ParallelOptions { MaxDegreeOfParallelism = 8 }, i =>
            Assert.Equal(expected[i % items.Length], Run(items[i % items.Length])));

        (Guid, Guid, int, string) Run(System.Text.Json.JsonElement item)
        {
            var context = item.Start("127.0.0.1", 1_795_175_175_000);
            identity.Enrich(context);
            data.Enrich(context);
            var texts = string.Join('|', context.Draft.Data.Select(value => System.Text.Encoding.UTF8.GetString(context.Draft.Arena[value.Text])));
            return (context.Draft.SessionId, context.Draft.VisitId, context.Draft.Data.Count, texts);
        }
    }
}
