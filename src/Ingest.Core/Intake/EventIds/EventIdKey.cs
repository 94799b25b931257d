using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Ingest.Core.Intake.EventIds;

/// <summary>
/// Stands for one site and event id: the first half of a SHA-256 over a secret and both. Half the size of the two ids, and no client can choose
/// ids whose keys fall together, since it does not know the secret.
/// </summary>
/// <remarks>Hot path: no allocation per event. Lies on disk as its 16 bytes.</remarks>
[StructLayout(LayoutKind.Sequential)]
internal readonly record struct EventIdKey(ulong First, ulong Second)
{
    /// <summary>Bytes of a key.</summary>
    public const int Bytes = 16;

    /// <summary>Bytes of the secret: with the two ids they are one block of SHA-256.</summary>
    public const int SecretBytes = 16;

    /// <summary>The key of an event.</summary>
    public static EventIdKey Of(ReadOnlySpan<byte> secret, Guid site, Guid eventId)
    {
        Span<byte> text = stackalloc byte[SecretBytes + 16 + 16];
        secret.CopyTo(text);
        _ = site.TryWriteBytes(text[SecretBytes..], bigEndian: true, out _);
        _ = eventId.TryWriteBytes(text[(SecretBytes + 16)..], bigEndian: true, out _);
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(text, digest);
        return MemoryMarshal.Read<EventIdKey>(digest);
    }
}
