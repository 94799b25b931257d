using System.Buffers.Text;
using Ingest.Load.Wire;

namespace Ingest.Load.Running;

/// <summary>What a reply says of the events that were sent.</summary>
/// <param name="Acknowledged">Events that are stored.</param>
/// <param name="Refused">Events that are not stored.</param>
/// <param name="Unknown">Events of which it does not say.</param>
/// <param name="Token">The token to send back; empty when there is none.</param>
internal readonly ref struct Verdict(int acknowledged, int refused, int unknown, ReadOnlySpan<byte> token)
{
    public int Acknowledged { get; } = acknowledged;

    public int Refused { get; } = refused;

    public int Unknown { get; } = unknown;

    public ReadOnlySpan<byte> Token { get; } = token;
}

/// <summary>Reads what Umami's endpoints answer.</summary>
/// <remarks>Hot path: no allocation per event.</remarks>
internal static class ReplyJudge
{
    /// <summary>Judges a reply.</summary>
    /// <param name="reply">The reply.</param>
    /// <param name="events">Events that the request held.</param>
    /// <param name="takesAny">True to take every 2xx for an acknowledgement.</param>
    public static Verdict Judge(in Reply reply, int events, bool takesAny)
    {
        if (reply.Status is < 200 or > 299)
        {
            // A proxy that got no answer in time, or a broken one, knows no more than we do.
            return reply.Status is 502 or 504 ? new Verdict(0, 0, events, default) : new Verdict(0, events, 0, default);
        }

        return takesAny ? new Verdict(events, 0, 0, TokenOf(reply.Body))
            : events == 1 ? JudgeSingle(reply)
            : JudgeBatch(reply, events);
    }

    // A message that was stored before is not: none of ours is sent twice, so a "duplicate" would be a fault of the server's.
    private static Verdict JudgeSingle(in Reply reply) =>
        reply.Body.StartsWith("{\"cache\":\""u8) && reply.Dropped.IsEmpty ? new Verdict(1, 0, 0, TokenOf(reply.Body))
        : !reply.Dropped.IsEmpty || reply.Body.StartsWith("{\"beep\":"u8) ? new Verdict(0, 1, 0, default)
        : new Verdict(0, 0, 1, default);

    private static Verdict JudgeBatch(in Reply reply, int events)
    {
        if (!TryReadNumber(reply.Body, "\"size\":"u8, out var size) || size != events
            || !TryReadNumber(reply.Body, "\"processed\":"u8, out var processed) || processed < 0 || processed > events)
        {
            return new Verdict(0, 0, events, default);
        }

        // Umami counts bots as processed, and says no more; Ingest says so in a header.
        processed -= CountOf(reply.DroppedCounts, "bot="u8) + CountOf(reply.DroppedCounts, "duplicate="u8);
        return new Verdict(processed, events - processed, 0, default);
    }

    private static ReadOnlySpan<byte> TokenOf(ReadOnlySpan<byte> body)
    {
        var begin = "{\"cache\":\""u8;
        if (!body.StartsWith(begin))
        {
            return default;
        }

        var end = body[begin.Length..].IndexOf((byte)'"');
        return end < 0 ? default : body.Slice(begin.Length, end);
    }

    private static int CountOf(ReadOnlySpan<byte> counts, ReadOnlySpan<byte> name) => TryReadNumber(counts, name, out var count) ? count : 0;

    private static bool TryReadNumber(ReadOnlySpan<byte> text, ReadOnlySpan<byte> name, out int number)
    {
        number = 0;
        var at = text.IndexOf(name);
        return at >= 0 && Utf8Parser.TryParse(text[(at + name.Length)..], out number, out _);
    }
}
