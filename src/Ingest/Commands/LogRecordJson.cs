using System.Text.Encodings.Web;
using System.Text.Json;
using Ingest.Core.Batching;
using Ingest.Core.Events;
using Ingest.Core.Log.Records;
using Ingest.Log.Faster.Inspection;

namespace Ingest.Commands;

/// <summary>Writes entries of the log as lines of JSON, with every field that a record has.</summary>
internal sealed class LogRecordJson(Stream output) : IDisposable
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly Utf8JsonWriter _json = new(output, Options);
    private readonly EventBatch _batch = new();

    /// <summary>Writes one line.</summary>
    public void Write(LogEntry entry)
    {
        _json.Reset();
        _json.WriteStartObject();
        _json.WriteNumber("address"u8, entry.Address);
        _json.WriteNumber("end"u8, entry.End);
        WriteContent(entry);
        _json.WriteEndObject();
        _json.Flush();
        output.WriteByte((byte)'\n');
    }

    /// <inheritdoc/>
    public void Dispose() => _json.Dispose();

    private void WriteContent(LogEntry entry)
    {
        _batch.Clear();
        if (entry.IsDamage)
        {
            _json.WriteString("damaged"u8, entry.Fault);
            _json.WriteString("bytes"u8, Convert.ToHexStringLower(entry.Bytes.Span));
        }
        else if (entry.Kind == LogEntryKind.Filler)
        {
            _json.WriteBoolean("givenUp"u8, value: true);
        }
        else if (!RecordDecoder.TryDecode(entry.Bytes.Span, _batch))
        {
            _json.WriteString("unknown"u8, "of a newer version");
            _json.WriteString("bytes"u8, Convert.ToHexStringLower(entry.Bytes.Span));
        }
        else if (_batch.RowCount > 0)
        {
            WriteEvent();
        }
        else
        {
            WriteSide();
        }
    }

    private void WriteEvent()
    {
        _json.WriteString("type"u8, $"{(EventType)_batch.EventType.Values[0]}");
        WriteIds();
        WriteTime("eventTime", _batch.EventTimeMs.Values[0]);
        WriteTime("receivedAt", _batch.ReceivedAtMs.Values[0]);
        WriteTime("takenAt", _batch.TakenAtMs.Values[0]);
        if (_batch.RevenueE4.Values[0] != 0)
        {
            _json.WriteNumber("revenue"u8, _batch.RevenueE4.Values[0] / 10_000m);
        }

        foreach (var field in Enum.GetValues<TextField>().Where(field => _batch.Text(field)[0].Length > 0))
        {
            _json.WriteString(JsonNamingPolicy.CamelCase.ConvertName($"{field}"), _batch.Text(field)[0]);
        }

        foreach (var field in Enum.GetValues<VitalField>().Where(field => !double.IsNaN(_batch.Vital(field)[0])))
        {
            _json.WriteNumber(JsonNamingPolicy.CamelCase.ConvertName($"{field}"), _batch.Vital(field)[0]);
        }

        WriteValues();
    }

    private void WriteIds()
    {
        _json.WriteString("eventId"u8, _batch.EventId.Values[0]);
        _json.WriteString("siteId"u8, _batch.SiteId.Values[0]);
        _json.WriteString("sessionId"u8, _batch.SessionId.Values[0]);
        _json.WriteString("visitId"u8, _batch.VisitId.Values[0]);
    }

    private void WriteValues()
    {
        if (_batch.DataKeys.Count == 0)
        {
            return;
        }

        _json.WriteStartArray("data"u8);
        for (var i = 0; i < _batch.DataKeys.Count; i++)
        {
            _json.WriteStartObject();
            _json.WriteString("key"u8, _batch.DataKeys[i]);
            _json.WriteString("type"u8, $"{(DataValueType)_batch.DataTypes.Values[i]}");
            _json.WriteString("text"u8, _batch.DataTexts[i]);
            if (double.IsFinite(_batch.DataNumbers.Values[i]))
            {
                _json.WriteNumber("number"u8, _batch.DataNumbers.Values[i]);
            }

            _json.WriteEndObject();
        }

        _json.WriteEndArray();
    }

    private void WriteSide()
    {
        if (_batch.Rejections is { Count: > 0 } rejections)
        {
            _json.WriteString("type"u8, $"{EventType.Rejections}");
            _json.WriteString("siteId"u8, rejections.SiteId.Values[0]);
            WriteTime("minute", rejections.MinuteMs.Values[0]);
            _json.WriteString("stage"u8, rejections.Stage[0]);
            _json.WriteString("reason"u8, rejections.Reason[0]);
            _json.WriteNumber("events"u8, rejections.Events.Values[0]);
        }
        else if (_batch.Canaries is { Count: > 0 } canaries)
        {
            _json.WriteString("type"u8, $"{EventType.Canary}");
            WriteTime("sentAt", canaries.SentAtMs.Values[0]);
        }
        else if (_batch.Bots is { Count: > 0 } bots)
        {
            WriteBot(bots);
        }
    }

    private void WriteBot(BotColumns bots)
    {
        _json.WriteString("type"u8, $"{EventType.Bot}");
        _json.WriteString("eventId"u8, bots.EventId.Values[0]);
        _json.WriteString("siteId"u8, bots.SiteId.Values[0]);
        WriteTime("eventTime", bots.EventTimeMs.Values[0]);
        WriteTime("receivedAt", bots.ReceivedAtMs.Values[0]);
        _json.WriteString("rule"u8, bots.Rule[0]);
        foreach (var field in BotColumns.Fields.ToArray().Where(field => bots.Text(field)![0].Length > 0))
        {
            _json.WriteString(JsonNamingPolicy.CamelCase.ConvertName($"{field}"), bots.Text(field)![0]);
        }
    }

    private void WriteTime(string name, long ms)
    {
        if (ms >= DateTimeOffset.MinValue.ToUnixTimeMilliseconds() && ms <= DateTimeOffset.MaxValue.ToUnixTimeMilliseconds())
        {
            _json.WriteString(name, DateTimeOffset.FromUnixTimeMilliseconds(ms).UtcDateTime);
        }
        else
        {
            _json.WriteNumber(name, ms);
        }
    }
}
