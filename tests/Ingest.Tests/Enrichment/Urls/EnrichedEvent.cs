using System.Text;
using System.Text.Json;
using Ingest.Core.Enrichment;
using Ingest.Core.Enrichment.Urls;
using Ingest.Core.Events;
using Ingest.Core.Intake;

namespace Ingest.Tests.Enrichment.Urls;

/// <summary>Sends one message through the enricher, by hand or from the JSON of a recorded request.</summary>
internal sealed class EnrichedEvent(UrlOptions? options = null)
{
    private static readonly Dictionary<string, PayloadField> Fields = new()
    {
        ["url"] = PayloadField.Url,
        ["referrer"] = PayloadField.Referrer,
        ["hostname"] = PayloadField.Hostname,
        ["title"] = PayloadField.Title,
        ["name"] = PayloadField.Name,
        ["tag"] = PayloadField.Tag,
        ["id"] = PayloadField.Id,
        ["language"] = PayloadField.Language,
        ["screen"] = PayloadField.Screen,
    };

    private readonly UrlEnricher _enricher = new(options ?? new UrlOptions());
    private readonly EnrichmentContext _context = new();

    public EventDraft Draft => _context.Draft;

    public string this[TextField field] => Encoding.UTF8.GetString(Draft[field]);

    public static EnrichedEvent Of(params (PayloadField Field, string Text)[] fields) => new EnrichedEvent().Send(fields);

    public EnrichedEvent Send(params (PayloadField Field, string Text)[] fields)
    {
        var request = new IntakeRequest();
        var payload = request.Add();
        foreach (var (field, text) in fields)
        {
            payload.Set(field, request.Arena.Append(Encoding.UTF8.GetBytes(text)));
        }

        return Enrich(request);
    }

    public EnrichedEvent Send(JsonElement message)
    {
        var request = new IntakeRequest();
        var payload = request.Add();
        payload.Type = Enum.Parse<PayloadType>(message.GetProperty("type").GetString()!, ignoreCase: true);
        var body = message.GetProperty("payload");
        payload.SourceKind = body.TryGetProperty("link", out _) ? SourceKind.Link : body.TryGetProperty("pixel", out _) ? SourceKind.Pixel : SourceKind.Website;
        payload.SourceId = Guid.Parse(body.GetProperty(payload.SourceKind.ToString().ToLowerInvariant()).GetString()!);
        foreach (var property in body.EnumerateObject().Where(p => Fields.ContainsKey(p.Name)))
        {
            payload.Set(Fields[property.Name], request.Arena.Append(Encoding.UTF8.GetBytes(property.Value.GetString()!)));
        }

        return Enrich(request);
    }

    public EnrichedEvent Enrich(IntakeRequest request)
    {
        _context.Start(request, 0);
        Assert.Equal(RejectionReason.None, _enricher.Enrich(_context));
        return this;
    }
}
