using Ingest.Core.Events;

namespace Ingest.Core.Intake.Parsing;

/// <summary>
/// The payload's fields with the rules of Umami 3.1, in the order in which its replies list their errors; after them the fields that are
/// this server's own.
/// </summary>
internal static class PayloadSchema
{
    /// <summary>Number of fields.</summary>
    public const int Count = 25;

    /// <summary>Index of <c>website</c>, which also carries the error of the rule that exactly one source is named.</summary>
    public const int Website = 0;

    /// <summary>Most bytes that a field's name takes in JSON, every character being written as an escape of six.</summary>
    public const int EscapedNameBytesMax = 9 * 6;

    /// <summary>The rules.</summary>
    public static readonly FieldRule[] Fields =
    [
        new("website", FieldKind.SourceId, (byte)SourceKind.Website, 0),
        new("link", FieldKind.SourceId, (byte)SourceKind.Link, 0),
        new("pixel", FieldKind.SourceId, (byte)SourceKind.Pixel, 0),
        new("data", FieldKind.Object, (byte)PayloadField.Data, 0),
        new("hostname", FieldKind.Text, (byte)PayloadField.Hostname, 100),
        new("language", FieldKind.Text, (byte)PayloadField.Language, 35),
        new("referrer", FieldKind.Url, (byte)PayloadField.Referrer, 0),
        new("screen", FieldKind.Text, (byte)PayloadField.Screen, 11),
        new("title", FieldKind.Text, (byte)PayloadField.Title, 0),
        new("url", FieldKind.Url, (byte)PayloadField.Url, 0),
        new("name", FieldKind.Text, (byte)PayloadField.Name, 50),
        new("tag", FieldKind.Text, (byte)PayloadField.Tag, 50),
        new("ip", FieldKind.Text, (byte)PayloadField.Ip, 0),
        new("userAgent", FieldKind.Text, (byte)PayloadField.UserAgent, 0),
        new("timestamp", FieldKind.Seconds, 0, 0),
        new("id", FieldKind.Text, (byte)PayloadField.Id, 0),
        new("browser", FieldKind.Text, (byte)PayloadField.Browser, 0),
        new("os", FieldKind.Text, (byte)PayloadField.Os, 0),
        new("device", FieldKind.Text, (byte)PayloadField.Device, 0),
        new("lcp", FieldKind.Vital, (byte)VitalField.Lcp, 60000),
        new("inp", FieldKind.Vital, (byte)VitalField.Inp, 60000),
        new("cls", FieldKind.Vital, (byte)VitalField.Cls, 100),
        new("fcp", FieldKind.Vital, (byte)VitalField.Fcp, 60000),
        new("ttfb", FieldKind.Vital, (byte)VitalField.Ttfb, 60000),
        new("eventId", FieldKind.EventId, 0, 0),
    ];

    private static readonly int[][] ByLength = GroupByLength();

    /// <summary>Index of the field of this name; -1 when there is none.</summary>
    public static int IndexOf(ReadOnlySpan<byte> name)
    {
        if (name.Length >= ByLength.Length)
        {
            return -1;
        }

        foreach (var index in ByLength[name.Length])
        {
            if (name.SequenceEqual(Fields[index].Name))
            {
                return index;
            }
        }

        return -1;
    }

    private static int[][] GroupByLength() =>
    [
        .. Enumerable.Range(0, Fields.Max(field => field.Name.Length) + 1)
            .Select(length => Enumerable.Range(0, Fields.Length).Where(i => Fields[i].Name.Length == length).ToArray()),
    ];
}
