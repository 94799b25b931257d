using Ingest.Core.Buffers;
using Ingest.Core.Events;

namespace Ingest.Core.Intake;

/// <summary>The <c>type</c> of a message.</summary>
public enum PayloadType : byte
{
    /// <summary>A page view, or a custom event when it has a name.</summary>
    Event,

    /// <summary>Sets the visitor's properties.</summary>
    Identify,

    /// <summary>Web vitals.</summary>
    Performance,
}

/// <summary>What kind of source an event names.</summary>
public enum SourceKind : byte
{
    /// <summary>A registered website.</summary>
    Website,

    /// <summary>A short link; not looked up.</summary>
    Link,

    /// <summary>A pixel; not looked up.</summary>
    Pixel,
}

/// <summary>One parsed and validated message. Its texts lie in the arena of the <see cref="IntakeRequest"/> it belongs to.</summary>
/// <remarks>Hot path: no allocation per event; reused with its request.</remarks>
public sealed class EventPayload(Utf8Arena arena)
{
    private readonly Utf8Slice[] _texts = new Utf8Slice[(int)PayloadField.Device + 1];
    private readonly double[] _vitals = new double[5];

    /// <summary>Message type.</summary>
    public PayloadType Type { get; set; }

    /// <summary>Kind of the source.</summary>
    public SourceKind SourceKind { get; set; }

    /// <summary>Id of the source.</summary>
    public Guid SourceId { get; set; }

    /// <summary>Client time, whole seconds since 1970; 0 when absent, null, empty or 0, which all mean "now".</summary>
    public double TimestampSeconds { get; set; }

    /// <summary>The caller's own id of the event, by which a repeated one is recognised; <see cref="Guid.Empty"/> when none was sent.</summary>
    public Guid EventId { get; set; }

    /// <summary>
    /// True when the message names both its id and its time: all that identifies its row is then made of what was sent, so that it is the same
    /// row whenever it is sent again.
    /// </summary>
    public bool IsRepeatable => EventId != Guid.Empty && TimestampSeconds != 0;

    /// <summary>The text of a field; empty when absent.</summary>
    public ReadOnlySpan<byte> this[PayloadField field] => arena[_texts[(int)field]];

    /// <summary>True when the field was sent, be it empty.</summary>
    public bool Has(PayloadField field) => _texts[(int)field].IsPresent;

    /// <summary>Sets a field to a text of the request's arena.</summary>
    public void Set(PayloadField field, Utf8Slice text) => _texts[(int)field] = text;

    /// <summary>A web vital as sent; NaN when absent.</summary>
    public double Vital(VitalField field) => _vitals[(int)field];

    /// <summary>Sets a web vital.</summary>
    public void Set(VitalField field, double value) => _vitals[(int)field] = value;

    /// <summary>Empties the payload for the next message.</summary>
    public void Clear()
    {
        Array.Clear(_texts);
        Array.Fill(_vitals, double.NaN);
        (Type, SourceKind, SourceId, EventId, TimestampSeconds) = (default, default, Guid.Empty, Guid.Empty, 0);
    }
}
