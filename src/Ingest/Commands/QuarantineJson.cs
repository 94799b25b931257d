using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Ingest.Core.Batching;
using Ingest.Core.Log.Records;
using Ingest.Core.Quarantine;
using Ingest.Log.Faster.Inspection;

namespace Ingest.Commands;

/// <summary>An entry of the quarantine as JSON for people.</summary>
internal static class QuarantineJson
{
    // Damaged stretches may have megabytes; the file has all of them.
    private const int HexBytesMax = 16 * 1024;

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The entry with its event as the log's tools show it, or with its bytes in hex where they are none.</summary>
    public static string Render(QuarantineContent content)
    {
        var (entry, payload) = content;
        var json = new JsonObject
        {
            ["id"] = entry.Id.ToString(),
            ["reason"] = entry.Reason.ToString(),
            ["error"] = entry.Error,
            ["setAsideAt"] = entry.SetAsideAt,
            ["log"] = entry.Range.LogId,
            ["begin"] = entry.Range.Begin,
            ["end"] = entry.Range.End,
            ["bytes"] = payload.Length,
        };
        if (RecordDecoder.TryDecode(payload, new EventBatch()))
        {
            json["record"] = RecordOf(content);
        }
        else
        {
            json["hex"] = Convert.ToHexStringLower(payload.AsSpan(0, Math.Min(payload.Length, HexBytesMax)));
            json["hexIsWhole"] = payload.Length <= HexBytesMax;
        }

        return json.ToJsonString(Indented);
    }

    private static JsonNode? RecordOf(QuarantineContent content)
    {
        using var line = new MemoryStream();
        using var writer = new LogRecordJson(line);
        writer.Write(new LogEntry(LogEntryKind.Record, content.Entry.Range.Begin, content.Entry.Range.End, content.Payload));
        return JsonNode.Parse(line.ToArray());
    }
}
