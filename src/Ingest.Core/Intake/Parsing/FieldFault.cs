using System.Runtime.InteropServices;

namespace Ingest.Core.Intake.Parsing;

/// <summary>What can be wrong with one field.</summary>
internal enum FaultKind : byte
{
    None,
    WrongType,
    TooLong,
    NotUuid,
    NotUrl,
    TooSmall,
    TooBig,
    NotNumber,
    NotInteger,
    BelowSafeInteger,
    AboveSafeInteger,
    NotEventId,
}

/// <summary>The fault of one field, and for a wrong type what was received.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct FieldFault(FaultKind Kind, JsonKind Received = JsonKind.Undefined)
{
    /// <summary>True when the value has no usable type: Umami then does not look at the rules that span several fields.</summary>
    public bool HidesCrossFieldRules => Kind is FaultKind.WrongType or FaultKind.NotNumber or FaultKind.NotInteger;
}
