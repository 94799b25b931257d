using System.Runtime.InteropServices;
using Ingest.Core.Buffers;

namespace Ingest.Core.Events;

/// <summary>
/// The enriched event as it is being made: enrichers fill it, the record encoder reads it. One per worker, cleared for each event.
/// </summary>
/// <remarks>Hot path: no allocation per event. Not thread-safe.</remarks>
public sealed class EventDraft
{
    private readonly Utf8Slice[] _texts = new Utf8Slice[TextFields.Count];
    private readonly double[] _vitals = [double.NaN, double.NaN, double.NaN, double.NaN, double.NaN];
    private readonly List<DataValue> _data = [];
    private bool _hasVitals;

    /// <summary>Holds the texts of this draft.</summary>
    public Utf8Arena Arena { get; } = new();

    /// <summary>What the event is.</summary>
    public EventType Type { get; set; }

    /// <summary>Website, link or pixel the event belongs to.</summary>
    public Guid SiteId { get; set; }

    /// <summary>The visitor within one salt period.</summary>
    public Guid SessionId { get; set; }

    /// <summary>The visit.</summary>
    public Guid VisitId { get; set; }

    /// <summary>Identity of the event: what makes a repeated delivery harmless.</summary>
    public Guid EventId { get; set; }

    /// <summary>When it happened, Unix milliseconds, within the range of DateTime64(3): years 1900 to 2299.</summary>
    public long EventTimeMs { get; set; }

    /// <summary>The time of reception that is stored, Unix milliseconds: the clock's, but of a repeatable event a function of its time.</summary>
    public long ReceivedAtMs { get; set; }

    /// <summary>When the server took it by its clock, Unix milliseconds. Kept in the log only, for the age of what is undelivered.</summary>
    public long TakenAtMs { get; set; }

    /// <summary>True when <see cref="EventId"/> is the caller's own: a second event of that id is not stored.</summary>
    public bool HasGivenId { get; set; }

    /// <summary>Revenue in ten-thousandths of the currency unit; 0 without revenue.</summary>
    public long RevenueE4 { get; set; }

    /// <summary>Flattened event data, in the order in which JavaScript would enumerate it.</summary>
    public IReadOnlyList<DataValue> Data => _data;

    /// <summary>The same, to be read at once.</summary>
    internal ReadOnlySpan<DataValue> DataSpan => CollectionsMarshal.AsSpan(_data);

    /// <summary>Where the texts of the fields lie in <see cref="Arena"/>, in the order of <see cref="TextField"/>.</summary>
    internal ReadOnlySpan<Utf8Slice> Texts => _texts;

    /// <summary>False when no web vital was set since the draft was emptied.</summary>
    internal bool HasVitals => _hasVitals;

    /// <summary>The text of a field; empty when unset.</summary>
    public ReadOnlySpan<byte> this[TextField field] => Arena[_texts[(int)field]];

    /// <summary>Copies a text into a field.</summary>
    public void Set(TextField field, ReadOnlySpan<byte> text) => _texts[(int)field] = Arena.Append(text);

    /// <summary>Sets a field to a text that lies in <see cref="Arena"/> already.</summary>
    public void Set(TextField field, Utf8Slice text) => _texts[(int)field] = text;

    /// <summary>Copies a text into a field, truncated to the field's length.</summary>
    public void SetTruncated(TextField field, ReadOnlySpan<byte> text) =>
        Set(field, text[..Utf16Length.TruncatedLength(text, TextFields.UnitsMax(field))]);

    /// <summary>Sets a field to a text that lies in <see cref="Arena"/> already, truncated to the field's length.</summary>
    public void SetTruncated(TextField field, Utf8Slice text) =>
        Set(field, text with { Length = Utf16Length.TruncatedLength(Arena[text], TextFields.UnitsMax(field)) });

    /// <summary>A web vital; NaN when it was not sent.</summary>
    public double Vital(VitalField field) => _vitals[(int)field];

    /// <summary>Sets a web vital, already rounded.</summary>
    public void Set(VitalField field, double value) => (_vitals[(int)field], _hasVitals) = (value, true);

    /// <summary>Appends a value of event data, whose texts lie in <see cref="Arena"/>.</summary>
    public void Add(DataValue value) => _data.Add(value);

    /// <summary>Removes every value of event data.</summary>
    public void ClearData() => _data.Clear();

    /// <summary>Empties the draft for the next event.</summary>
    public void Clear()
    {
        Arena.Clear();
        Array.Clear(_texts);
        if (_hasVitals)
        {
            Array.Fill(_vitals, double.NaN);
            _hasVitals = false;
        }

        ClearData();
        (SiteId, SessionId, VisitId, EventId) = (Guid.Empty, Guid.Empty, Guid.Empty, Guid.Empty);
        (EventTimeMs, ReceivedAtMs, TakenAtMs, RevenueE4) = (0, 0, 0, 0);
        HasGivenId = false;
        Type = default;
    }
}
