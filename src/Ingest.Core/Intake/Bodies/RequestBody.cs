using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.InteropServices;

namespace Ingest.Core.Intake.Bodies;

/// <summary>
/// A whole body, decompressed, or why it was refused. Owns the memory that <see cref="Bytes"/> lie in: the pipe's own, or a rented array.
/// Dispose it exactly once, after parsing and before the reply; the pipe must not be touched in between.
/// </summary>
/// <remarks>Hot path: no allocation per event.</remarks>
[StructLayout(LayoutKind.Auto)]
public readonly struct RequestBody : IDisposable
{
    private readonly PipeReader? _pipe;
    private readonly byte[]? _rented;

    private RequestBody(RejectionReason reason, ReadOnlySequence<byte> bytes, PipeReader? pipe, byte[]? rented) =>
        (Reason, Bytes, _pipe, _rented) = (reason, bytes, pipe, rented);

    /// <summary><see cref="RejectionReason.None"/>, <see cref="RejectionReason.TooLarge"/>, <see cref="RejectionReason.Overloaded"/> or <see cref="RejectionReason.UnknownEncoding"/>.</summary>
    public RejectionReason Reason { get; }

    /// <summary>The bytes; valid until <see cref="Dispose"/>.</summary>
    public ReadOnlySequence<byte> Bytes { get; }

    /// <summary>Gives the memory back. The pipe has then consumed the body.</summary>
    public void Dispose()
    {
        _pipe?.AdvanceTo(Bytes.End);
        if (_rented is not null)
        {
            ArrayPool<byte>.Shared.Return(_rented);
        }
    }

    /// <summary>Stands for a body whose compression is broken: no bytes, which the parser refuses as it does every text that is no JSON.</summary>
    internal static RequestBody Unreadable => default;

    internal static RequestBody Refused(RejectionReason reason) => new(reason, default, null, null);

    internal static RequestBody InPipe(PipeReader pipe, ReadOnlySequence<byte> bytes) => new(RejectionReason.None, bytes, pipe, null);

    internal static RequestBody Rented(byte[] rented, int length) =>
        new(RejectionReason.None, new ReadOnlySequence<byte>(rented, 0, length), null, rented);
}
