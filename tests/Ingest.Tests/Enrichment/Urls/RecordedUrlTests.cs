using System.Globalization;
using System.Text.Json;
using Ingest.Core.Events;

namespace Ingest.Tests.Enrichment.Urls;

/// <summary>Replays what Umami 3.1 was seen to store, as far as the enricher decides it.</summary>
public sealed class RecordedUrlTests
{
    // Case, column and what we store instead.
    private static readonly Dictionary<(string Case, string Column), string> DeliberateDifferences = new()
    {
        // 3.1's pattern for "www." has an unescaped dot and cuts "wwwx" to nothing; 3.4 has it right.
        [("url wwwx host", "hostname")] = "wwwx.example.com",
    };

    private static readonly Dictionary<string, TextField> EventColumns = new()
    {
        ["event_name"] = TextField.EventName,
        ["hostname"] = TextField.Hostname,
        ["url_path"] = TextField.UrlPath,
        ["url_query"] = TextField.UrlQuery,
        ["page_title"] = TextField.PageTitle,
        ["referrer_path"] = TextField.ReferrerPath,
        ["referrer_query"] = TextField.ReferrerQuery,
        ["referrer_domain"] = TextField.ReferrerDomain,
        ["utm_source"] = TextField.UtmSource,
        ["utm_medium"] = TextField.UtmMedium,
        ["utm_campaign"] = TextField.UtmCampaign,
        ["utm_content"] = TextField.UtmContent,
        ["utm_term"] = TextField.UtmTerm,
        ["gclid"] = TextField.Gclid,
        ["fbclid"] = TextField.Fbclid,
        ["msclkid"] = TextField.Msclkid,
        ["ttclid"] = TextField.Ttclid,
        ["li_fat_id"] = TextField.LiFatId,
        ["twclid"] = TextField.Twclid,
        ["tag"] = TextField.Tag,
    };

    private static readonly Dictionary<string, TextField> SessionColumns = new()
    {
        ["screen"] = TextField.Screen,
        ["language"] = TextField.Language,
        ["distinct_id"] = TextField.DistinctId,
    };

    [Fact]
    public void Stores_what_Umami_stored()
    {
        var compared = 0;
        var differences = new List<string>();
        foreach (var (name, message, row) in Events("website_event"))
        {
            var sent = new EnrichedEvent().Send(message);
            compared++;
            Assert.Equal(row.GetProperty("event_type").GetInt32(), (int)sent.Draft.Type);
            Assert.Equal(message.GetProperty("payload").TryGetProperty("link", out var link) ? link.GetGuid() : row.GetProperty("website_id").GetGuid(), sent.Draft.SiteId);
            differences.AddRange(Compare(name, sent, row, EventColumns));
        }

        Assert.Empty(differences);
        Assert.InRange(compared, 90, 1000);
    }

    [Fact]
    public void Stores_what_Umami_stored_of_the_session()
    {
        var differences = new List<string>();
        foreach (var (name, message, row) in Events("session"))
        {
            differences.AddRange(Compare(name, new EnrichedEvent().Send(message), row, SessionColumns));
        }

        Assert.Empty(differences);
    }

    private static IEnumerable<string> Compare(string name, EnrichedEvent sent, JsonElement row, Dictionary<string, TextField> columns) =>
        from column in columns
        let recorded = row.TryGetProperty(column.Key, out var value) ? value.GetString()! : ""
        let expected = DeliberateDifferences.GetValueOrDefault((name, column.Key), recorded)
        where sent[column.Value] != expected
        select string.Create(CultureInfo.InvariantCulture, $"{name}: {column.Key} is '{sent[column.Value]}', not '{expected}'");

    // Cases of one message that was stored whole; the rows of a batch are of the same shape and tested over HTTP.
    private static IEnumerable<(string Case, JsonElement Message, JsonElement Row)> Events(string table)
    {
        using var file = File.OpenRead(Path.Combine(AppContext.BaseDirectory, "Vectors", "umami-3.1-vectors.json"));
        using var document = JsonDocument.Parse(file);
        foreach (var recorded in document.RootElement.GetProperty("cases").EnumerateArray())
        {
            if (recorded.GetProperty("request").ValueKind == JsonValueKind.Object
                && recorded.GetProperty("status").GetInt32() == 200
                && recorded.TryGetProperty("rows", out var rows)
                && rows.TryGetProperty(table, out var list)
                && list.GetArrayLength() == 1)
            {
                yield return (recorded.GetProperty("case").GetString()!, recorded.GetProperty("request").Clone(), list[0].Clone());
            }
        }
    }
}
