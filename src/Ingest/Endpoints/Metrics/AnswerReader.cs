using System.Buffers;
using System.IO.Pipelines;
using System.Text.Json;

namespace Ingest.Endpoints.Metrics;

/// <summary>Makes an answer's JSON of what ClickHouse sends: rows go through as they are, line by line.</summary>
internal static class AnswerReader
{
    // Ten thousand rows of a kilobyte and more.
    private const int BytesMax = 16 << 20;

    // A line is a row; the longest have some dozen texts of 500 characters.
    private const int LineBytesMax = 1 << 20;

    private static readonly JsonWriterOptions Raw = new() { SkipValidation = true };

    /// <summary>Reads the result of a question.</summary>
    /// <exception cref="MetricsException">It is too large.</exception>
    public static async Task<Answer> ReadAsync(QueryRequest request, Stream result, CancellationToken cancellationToken)
    {
        var body = new ArrayBufferWriter<byte>(4096);
        await using var json = new Utf8JsonWriter(body, Raw);
        WriteHead(json, request);
        await using var lines = new LineStream(result, LineBytesMax);
        var (names, types) = (await HeadAsync(lines, cancellationToken), await HeadAsync(lines, cancellationToken));
        json.WriteStartArray("columns");
        foreach (var (name, type) in names.Zip(types))
        {
            json.WriteStartObject();
            json.WriteString("name", name);
            json.WriteString("type", type);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("rows");
        var rows = 0;
        while (await lines.ReadAsync(cancellationToken) is { } line)
        {
            rows++;
            if (rows > request.Limit)
            {
                continue;
            }

            json.WriteRawValue(line, skipInputValidation: true);
            if (json.BytesCommitted + json.BytesPending > BytesMax)
            {
                throw MetricsException.Parameter("limit", $"the answer would have more than {BytesMax} bytes. Ask for fewer rows at once, with limit and offset.");
            }
        }

        json.WriteEndArray();
        json.WriteBoolean("truncated", rows > request.Limit);
        json.WriteEndObject();
        await json.FlushAsync(cancellationToken);
        return Answer.Of(body.WrittenMemory);
    }

    private static async Task<string[]> HeadAsync(LineStream lines, CancellationToken cancellationToken)
    {
        var line = await lines.ReadAsync(cancellationToken) ?? throw new IOException("The answer has no columns.");
        var reader = new Utf8JsonReader(line);
        return JsonSerializer.Deserialize<string[]>(ref reader) ?? [];
    }

    private static void WriteHead(Utf8JsonWriter json, QueryRequest request)
    {
        json.WriteStartObject();
        json.WriteString("view", request.View.Name);
        json.WriteString("site", request.Site);
        json.WriteString("since", request.Range.Since.UtcDateTime);
        json.WriteString("until", request.Range.Until.UtcDateTime);
        json.WriteString("tz", request.TimeZone);
        json.WriteString("unit", request.Unit);
    }

    /// <summary>Lines of a stream, each valid until the next is read.</summary>
    private sealed class LineStream(Stream stream, int lineBytesMax) : IAsyncDisposable
    {
        private readonly PipeReader _pipe = PipeReader.Create(stream, new StreamPipeReaderOptions(bufferSize: 64 * 1024, leaveOpen: true));
        private SequencePosition? _read;

        public async ValueTask<ReadOnlySequence<byte>?> ReadAsync(CancellationToken cancellationToken)
        {
            if (_read is { } position)
            {
                _pipe.AdvanceTo(position);
                _read = null;
            }

            while (true)
            {
                var result = await _pipe.ReadAsync(cancellationToken);
                var buffer = result.Buffer;
                if (buffer.PositionOf((byte)'\n') is { } end)
                {
                    _read = buffer.GetPosition(1, end);
                    return buffer.Slice(0, end);
                }

                if (result.IsCompleted)
                {
                    return buffer.IsEmpty ? null : throw new IOException("The answer broke off in the middle of a line.");
                }

                if (buffer.Length > lineBytesMax)
                {
                    throw new IOException("The answer has a line without end.");
                }

                _pipe.AdvanceTo(buffer.Start, buffer.End);
            }
        }

        public ValueTask DisposeAsync() => _pipe.CompleteAsync();
    }
}
