using System.Security.Cryptography;

namespace Ingest.Core.Enrichment.Identity;

/// <summary>HMAC-SHA-256 (RFC 2104) under one key.</summary>
/// <remarks>
/// Hot path: no allocation per event. Thread-safe. The hashes that hold the key already hashed in are kept: to begin with the key each time took
/// 1.7 µs for a token of 250 bytes, and takes 0.7 so. More are made when more are in use at once, and dropped.
/// </remarks>
internal sealed class TokenSignature(byte[] key)
{
    private readonly IncrementalHash?[] _free = new IncrementalHash?[Environment.ProcessorCount];

    /// <summary>Writes the signature of a text, and returns its length: 32.</summary>
    public int Write(ReadOnlySpan<byte> text, Span<byte> signature)
    {
        // Owned until it is given back; kept from the pool by an exception, after which it may hold a part of a text.
        var hash = Rent();
        hash.AppendData(text);
        var length = hash.GetHashAndReset(signature);
        Return(hash);
        return length;
    }

    private IncrementalHash Rent()
    {
        for (var i = 0; i < _free.Length; i++)
        {
            if (Interlocked.Exchange(ref _free[i], null) is { } hash)
            {
                return hash;
            }
        }

        return IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, key);
    }

    private void Return(IncrementalHash hash)
    {
        for (var i = 0; i < _free.Length; i++)
        {
            if (Interlocked.CompareExchange(ref _free[i], hash, null) is null)
            {
                return;
            }
        }

        hash.Dispose();
    }
}
