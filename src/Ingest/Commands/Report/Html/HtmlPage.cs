using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Ingest.Endpoints.Admin;
using Ingest.Endpoints.Dashboard;
using Ingest.Endpoints.Metrics;

namespace Ingest.Commands.Report.Html;

/// <summary>The page in a file: the dashboard's, which the build has put into one file, with a title and the answers inside.</summary>
internal static class HtmlPage
{
    private const string TitlePlace = "{title}</title>";
    private const string DataPlace = "{recorded}</script>";

    private static readonly JsonWriterOptions Raw = new() { SkipValidation = true };

    /// <summary>The page without title and data.</summary>
    public static string Template { get; } = Read();

    /// <summary>Writes the page.</summary>
    public static async Task WriteAsync(Stream output, HtmlReport report, IEnumerable<(HtmlQuestion Question, Answer Answer)> answers, CancellationToken cancellationToken)
    {
        var (title, data) = (Template.IndexOf(TitlePlace, StringComparison.Ordinal), Template.IndexOf(DataPlace, StringComparison.Ordinal));
        var (afterTitle, afterData) = (title + TitlePlace.IndexOf('<', StringComparison.Ordinal), data + DataPlace.IndexOf('<', StringComparison.Ordinal));
        await output.WriteAsync(Encoding.UTF8.GetBytes(Template[..title] + HtmlEncoder.Default.Encode($"{report.Site.Name} – Ingest") + Template[afterTitle..data]), cancellationToken);
        await output.WriteAsync(Escape(DataOf(report, answers)), cancellationToken);
        await output.WriteAsync(Encoding.UTF8.GetBytes(Template[afterData..]), cancellationToken);
    }

    /// <summary>JSON that has no end of its element in it, whatever its texts are: JSON has this sign in texts alone.</summary>
    public static byte[] Escape(ReadOnlySpan<byte> json)
    {
        var escaped = new ArrayBufferWriter<byte>(json.Length + 1024);
        for (var place = json.IndexOf((byte)'<'); place >= 0; place = json.IndexOf((byte)'<'))
        {
            escaped.Write(json[..place]);
            escaped.Write("\\u003c"u8);
            json = json[(place + 1)..];
        }

        escaped.Write(json);
        return escaped.WrittenSpan.ToArray();
    }

    private static ReadOnlySpan<byte> DataOf(HtmlReport report, IEnumerable<(HtmlQuestion Question, Answer Answer)> answers)
    {
        var data = new ArrayBufferWriter<byte>(1 << 20);
        using var json = new Utf8JsonWriter(data, Raw);
        json.WriteStartObject();
        json.WriteString("made", HtmlReport.Text(report.Made));
        WriteSpan("range", (report.Range.Since, report.Range.Until));
        WriteSpan("previous", report.Previous);
        WriteSpan("comparable", report.Comparable);
        Write("unit", TimeBuckets.NameOf(report.Unit));
        Write("filters", report.Filter.Conditions);
        Write("sections", report.Sections);
        Write("funnel", report.Steps.Count > 0 ? new { report.Steps, report.Seconds } : null);
        json.WriteStartObject("replies");
        Write("/api/me", new MeReply("", IsAdmin: false, CanReadAll: false, [MeSite.Of(report.Site) with { TimeZone = report.Zone.Id }]));
        json.WritePropertyName("/dashboard/world.json");
        json.WriteRawValue(DashboardFiles.Read("world.json"), skipInputValidation: true);
        json.WriteEndObject();
        json.WriteStartArray("answers");
        foreach (var (question, answer) in answers)
        {
            json.WriteStartObject();
            json.WriteString("view", question.View);
            Write("asked", question.Asked.ToDictionary(pair => pair.Key, pair => pair.Value.Count == 1 ? (object)pair.Value.ToString() : pair.Value.ToArray()));
            json.WritePropertyName("answer");
            json.WriteRawValue(answer.Body.Span, skipInputValidation: true);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.Flush();
        return data.WrittenSpan;

        void WriteSpan(string name, (DateTimeOffset Since, DateTimeOffset Until) span) => Write(name, new { Since = HtmlReport.Text(span.Since), Until = HtmlReport.Text(span.Until) });

        void Write<T>(string name, T value)
        {
            json.WritePropertyName(name);
            JsonSerializer.Serialize(json, value, JsonSerializerOptions.Web);
        }
    }

    private static string Read()
    {
        using var reader = new StreamReader(typeof(HtmlPage).Assembly.GetManifestResourceStream("report.html")!);
        return reader.ReadToEnd();
    }
}
