using System.Buffers.Text;
using System.Text;
using System.Text.Json;

namespace Ingest.Faults.Load;

/// <summary>An answer of the collecting endpoints.</summary>
/// <param name="Status">HTTP status.</param>
/// <param name="Dropped">The reasons in <c>X-Ingest-Dropped</c>; empty when there are none.</param>
/// <param name="IsStored">True when every event of the request is stored.</param>
/// <param name="Failed">Indexes of a batch's events that were not.</param>
internal sealed record CollectReply(int Status, string Dropped, bool IsStored, IReadOnlyList<int> Failed)
{
    private static readonly CollectReply AllStored = new(200, "", IsStored: true, []);

    /// <summary>Length of the body that follows these headers.</summary>
    public static int BodyLength(ReadOnlySpan<byte> headers) =>
        Utf8Parser.TryParse(Header(headers, "Content-Length: "u8), out int length, out _) ? length : throw new IOException("An answer without a length.");

    /// <summary>Reads an answer.</summary>
    public static CollectReply Read(ReadOnlySpan<byte> headers, ReadOnlySpan<byte> body, CollectRequest request)
    {
        Utf8Parser.TryParse(headers["HTTP/1.1 ".Length..], out int status, out _);
        var dropped = Encoding.UTF8.GetString(Header(headers, "X-Ingest-Dropped: "u8));
        var stored = request.IsBatch ? "\"errors\":0,"u8 : "\"sessionId\":"u8;
        if (status == 200 && body.IndexOf(stored) >= 0)
        {
            return AllStored;
        }

        return new CollectReply(status, dropped, IsStored: false, status == 200 && request.IsBatch ? FailedOf(body) : []);
    }

    private static int[] FailedOf(ReadOnlySpan<byte> body)
    {
        var reader = new Utf8JsonReader(body);
        using var reply = JsonDocument.ParseValue(ref reader);
        return [.. reply.RootElement.GetProperty("details").EnumerateArray().Select(detail => detail.GetProperty("index").GetInt32())];
    }

    private static ReadOnlySpan<byte> Header(ReadOnlySpan<byte> headers, ReadOnlySpan<byte> name)
    {
        var start = headers.IndexOf(name);
        var value = start < 0 ? [] : headers[(start + name.Length)..];
        var end = value.IndexOf("\r\n"u8);
        return end < 0 ? value : value[..end];
    }
}
