using System.Runtime.InteropServices;
using Ingest.Core.Buffers;

namespace Ingest.Core.Intake.Parsing;

/// <summary>What the parser makes of a whole body.</summary>
/// <param name="Reason"><see cref="RejectionReason.None"/> when the request holds messages, of which a batch's may be invalid one by one;
/// else why the body as a whole is refused: the request then holds nothing to be used and is to be cleared.</param>
/// <param name="Error">The reply's JSON for <see cref="RejectionReason.Invalid"/>, in the request's arena; absent otherwise.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct ParseOutcome(RejectionReason Reason, Utf8Slice Error);
