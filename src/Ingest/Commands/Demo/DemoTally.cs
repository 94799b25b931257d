using System.Globalization;

namespace Ingest.Commands.Demo;

/// <summary>What was sent, and what became of it.</summary>
/// <remarks>Thread-safe.</remarks>
internal sealed class DemoTally
{
    private readonly Lock _gate = new();
    private long _visits;
    private long _stored;
    private long _known;
    private long _noise;
    private long _refused;
    private string? _firstFault;

    /// <summary>Visits that are done with.</summary>
    public long Visits => Read(() => _visits);

    /// <summary>One line of where it stands.</summary>
    public string Summary => Read(() => string.Create(
        CultureInfo.InvariantCulture, $"{_visits:N0} visits with {_stored + _known:N0} events: {_stored:N0} new, {_known:N0} already there"));

    /// <summary>What was sent to be turned away, in one line; null when nothing was.</summary>
    public string? NoiseSummary => Read(() => _noise == 0
        ? null
        : string.Create(CultureInfo.InvariantCulture, $"{_noise:N0} requests of bots and broken pages, which the server turns away: see 'ingest why \"Demo shop\"'"));

    /// <summary>What was refused though it should not be, in one line; null when nothing was.</summary>
    public string? FaultSummary => Read(() => _refused == 0
        ? null
        : string.Create(CultureInfo.InvariantCulture, $"{_refused:N0} events were refused, the first with: {_firstFault}"));

    /// <summary>Notes a visit.</summary>
    /// <param name="stored">Its events that are new.</param>
    /// <param name="known">Its events that were there before.</param>
    public void AddVisit(int stored, int known)
    {
        lock (_gate)
        {
            _visits++;
            _stored += stored;
            _known += known;
        }
    }

    /// <summary>Notes an event that was refused though it should not be.</summary>
    public void AddRefused(string fault)
    {
        lock (_gate)
        {
            _refused++;
            _firstFault ??= fault;
        }
    }

    /// <summary>Notes a request that was sent to be turned away.</summary>
    public void AddNoise()
    {
        lock (_gate)
        {
            _noise++;
        }
    }

    private T Read<T>(Func<T> read)
    {
        lock (_gate)
        {
            return read();
        }
    }
}
