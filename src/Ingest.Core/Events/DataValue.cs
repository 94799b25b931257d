using System.Runtime.InteropServices;
using Ingest.Core.Buffers;

namespace Ingest.Core.Events;

/// <summary>One flattened value of event data.</summary>
/// <param name="Key">Key path joined by dots, at most 500 UTF-16 units.</param>
/// <param name="Text">The value as text, at most 500 UTF-16 units.</param>
/// <param name="Number">The value of a <see cref="DataValueType.Number"/> rounded to four decimals; the Unix milliseconds of a date; NaN otherwise.</param>
/// <param name="Type">Type of the value.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct DataValue(Utf8Slice Key, Utf8Slice Text, double Number, DataValueType Type);
