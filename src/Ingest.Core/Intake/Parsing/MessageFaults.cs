using System.Runtime.CompilerServices;

namespace Ingest.Core.Intake.Parsing;

/// <summary>Everything that is wrong with one message. Umami reports all faults at once.</summary>
/// <remarks>Hot path: no allocation per event; lives on the stack.</remarks>
internal struct MessageFaults
{
    private FaultList _fields;

    /// <summary>True until a known <c>type</c> has been read.</summary>
    public bool TypeIsUnknown { get; set; }

    /// <summary>Kind of the <c>payload</c> value: anything but an object is a fault.</summary>
    public JsonKind Payload { get; set; }

    /// <summary>True when not exactly one of website, link and pixel is named.</summary>
    public bool SourceCountIsWrong { get; set; }

    /// <summary>True when a field of the payload has a fault.</summary>
    public bool HasFieldFault { get; private set; }

    /// <summary>True when a fault of a field keeps the rules that span several fields from being looked at.</summary>
    public bool HidesCrossFieldRules { get; private set; }

    public readonly bool HasPayloadFault => Payload != JsonKind.Object || HasFieldFault || SourceCountIsWrong;

    public readonly bool IsEmpty => !TypeIsUnknown && !HasPayloadFault;

    /// <summary>The fault of one field, by its index in the schema.</summary>
    public FieldFault this[int field]
    {
        readonly get => _fields[field];
        set => _fields[field] = value;
    }

    /// <summary>Forgets the payload that a later one of the same name replaces.</summary>
    public void ClearPayload()
    {
        _fields = default;
        Payload = JsonKind.Undefined;
    }

    /// <summary>Sums the fields up once the last has been read: of duplicate keys, the last decides.</summary>
    public void SumUp()
    {
        foreach (var fault in (ReadOnlySpan<FieldFault>)_fields)
        {
            HasFieldFault |= fault.Kind != FaultKind.None;
            HidesCrossFieldRules |= fault.HidesCrossFieldRules;
        }
    }

    [InlineArray(PayloadSchema.Count)]
    private struct FaultList
    {
        private FieldFault _first;
    }
}
