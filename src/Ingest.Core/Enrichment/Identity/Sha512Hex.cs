using System.Diagnostics;
using System.Security.Cryptography;

namespace Ingest.Core.Enrichment.Identity;

/// <summary>SHA-512 as 128 lower-case hex digits, the only hash text in Umami's id formulas.</summary>
/// <remarks>Hot path: no allocation per event.</remarks>
internal static class Sha512Hex
{
    public const int Length = 2 * SHA512.HashSizeInBytes;

    public static void Write(ReadOnlySpan<byte> text, Span<byte> hex)
    {
        Span<byte> digest = stackalloc byte[SHA512.HashSizeInBytes];
        SHA512.HashData(text, digest);
        var written = Convert.TryToHexStringLower(digest, hex, out _);
        Debug.Assert(written, "The target holds 128 bytes.");
    }
}
