namespace Ingest.Core.Enrichment.Identity;

/// <summary>The salts of one kind of period. Remembers the salt of the present period; that of any other time is computed each time.</summary>
/// <remarks>Hot path: no allocation per event, one when a period begins. Thread-safe.</remarks>
internal sealed class PeriodSalt(SaltPeriod period)
{
    // Immutable once published; workers that race at the turn of a period publish equal snapshots.
    private volatile Snapshot _present = new(0, 0, new byte[Sha512Hex.Length]);

    /// <summary>Unix milliseconds of the start of the period that holds <paramref name="timeMs"/>.</summary>
    public long StartOf(long timeMs)
    {
        var present = _present;
        return timeMs >= present.StartMs && timeMs < present.EndMs ? present.StartMs : SaltText.PeriodStart(period, timeMs);
    }

    /// <summary>Writes the 128 hex digits of the salt of <paramref name="timeMs"/>, of which the server's clock reads <paramref name="nowMs"/>.</summary>
    public void Write(long timeMs, long nowMs, Span<byte> hex)
    {
        var present = _present;
        if (timeMs >= present.StartMs && timeMs < present.EndMs)
        {
            present.Hex.CopyTo(hex);
            return;
        }

        var start = SaltText.PeriodStart(period, timeMs);
        Span<byte> text = stackalloc byte[SaltText.LengthMax];
        Sha512Hex.Write(text[..SaltText.Write(start, text)], hex);

        // Only the clock moves the snapshot: times that clients give must not make it flutter.
        if (SaltText.PeriodStart(period, nowMs) == start)
        {
            _present = new Snapshot(start, SaltText.PeriodEnd(period, start), hex[..Sha512Hex.Length].ToArray());
        }
    }

    private sealed record Snapshot(long StartMs, long EndMs, byte[] Hex);
}
