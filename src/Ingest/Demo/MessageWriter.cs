using System.Buffers;
using System.Globalization;
using System.Text.Json;

namespace Ingest.Demo;

/// <summary>Writes the messages of visits as bodies of <c>/api/send</c> and <c>/api/batch</c>.</summary>
/// <param name="siteIds">The ids that the sites are registered with.</param>
internal sealed class MessageWriter(IReadOnlyDictionary<DemoSite, Guid> siteIds)
{
    /// <summary>The whole visit as an array of messages of the past: each has its time, and an id that is the same whenever it is written.</summary>
    public byte[] Batch(Visit visit) => Write(json =>
    {
        json.WriteStartArray();
        for (var i = 0; i < visit.Steps.Count; i++)
        {
            Write(json, visit, visit.Steps[i], VisitIds.Of(visit.Seed, i));
        }

        json.WriteEndArray();
    });

    /// <summary>One message of the present: without time and id.</summary>
    public byte[] Message(Visit visit, VisitStep step) => Write(json => Write(json, visit, step, eventId: null));

    /// <summary>One message of the past.</summary>
    public byte[] Message(Visit visit, VisitStep step, Guid eventId) => Write(json => Write(json, visit, step, eventId));

    private static byte[] Write(Action<Utf8JsonWriter> write)
    {
        var text = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(text))
        {
            write(json);
        }

        return text.WrittenSpan.ToArray();
    }

    private void Write(Utf8JsonWriter json, Visit visit, VisitStep step, Guid? eventId)
    {
        json.WriteStartObject();
        json.WriteString("type", TypeOf(step.Kind));
        json.WriteStartObject("payload");
        json.WriteString("website", siteIds[visit.Site]);
        json.WriteString("hostname", visit.Site.Domain);
        json.WriteString("url", step.Url);
        json.WriteString("title", step.Title);
        json.WriteString("referrer", step.Referrer);
        json.WriteString("language", visit.Visitor.Language);
        json.WriteString("screen", visit.Visitor.Screen);
        if (visit.Visitor.AccountId is { } account)
        {
            json.WriteString("id", account);
        }

        if (step.Kind == StepKind.Custom)
        {
            json.WriteString("name", step.Name);
        }

        if (eventId is { } id)
        {
            json.WriteNumber("timestamp", visit.StartsAt.AddSeconds(step.Second).ToUnixTimeSeconds());
            json.WriteString("eventId", id);
        }

        Write(json, step.Vitals);
        Write(json, step.Data);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static string TypeOf(StepKind kind) => kind switch
    {
        StepKind.Identify => "identify",
        StepKind.Performance => "performance",
        _ => "event",
    };

    private static void Write(Utf8JsonWriter json, PageVitals? vitals)
    {
        if (vitals is not null)
        {
            json.WriteNumber("lcp", vitals.Lcp);
            json.WriteNumber("inp", vitals.Inp);
            json.WriteNumber("cls", vitals.Cls);
            json.WriteNumber("fcp", vitals.Fcp);
            json.WriteNumber("ttfb", vitals.Ttfb);
        }
    }

    private static void Write(Utf8JsonWriter json, IReadOnlyList<(string Key, object Value)> data)
    {
        if (data.Count == 0)
        {
            return;
        }

        json.WriteStartObject("data");
        foreach (var (key, value) in data)
        {
            json.WritePropertyName(key);
            Write(json, value);
        }

        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, object value)
    {
        switch (value)
        {
            case string text:
                json.WriteStringValue(text);
                break;
            case bool flag:
                json.WriteBooleanValue(flag);
                break;
            case int number:
                json.WriteNumberValue(number);
                break;
            case decimal amount:
                json.WriteNumberValue(amount);
                break;
            case DateTimeOffset time:
                json.WriteStringValue(time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture));
                break;
            case IEnumerable<string> texts:
                json.WriteStartArray();
                foreach (var text in texts)
                {
                    json.WriteStringValue(text);
                }

                json.WriteEndArray();
                break;
            default:
                throw new ArgumentException($"A property cannot be a {value.GetType().Name}.", nameof(value));
        }
    }
}
