using System.Text;

namespace Ingest.Core.Intake.Parsing;

/// <summary>How a field of the payload is read.</summary>
internal enum FieldKind : byte
{
    /// <summary>A UUID that names the source; the target is a <see cref="SourceKind"/>.</summary>
    SourceId,

    /// <summary>A string; the target is a <see cref="PayloadField"/>, the maximum counts UTF-16 units, 0 for none.</summary>
    Text,

    /// <summary>A string that parses as a URL against https://localhost.</summary>
    Url,

    /// <summary>An object, kept as its JSON text.</summary>
    Object,

    /// <summary>Seconds since 1970, coerced as JavaScript's <c>Number()</c> does.</summary>
    Seconds,

    /// <summary>A number from 0 to the maximum; the target is an <see cref="Events.VitalField"/>.</summary>
    Vital,

    /// <summary>A UUID that the caller names the event by.</summary>
    EventId,
}

/// <summary>The rule of one field.</summary>
internal sealed class FieldRule(string name, FieldKind kind, byte target, int max)
{
    public byte[] Name { get; } = Encoding.UTF8.GetBytes(name);

    public FieldKind Kind => kind;

    public byte Target => target;

    public int Max => max;
}
