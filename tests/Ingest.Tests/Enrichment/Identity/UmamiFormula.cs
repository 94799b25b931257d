using System.Security.Cryptography;
using System.Text;

namespace Ingest.Tests.Enrichment.Identity;

/// <summary>
/// Session ids as Umami 3.4 documents them, written anew with the plainest means: a UUID of version 5 over the hex SHA-512 of website, address, user
/// agent, the hash of the period's begin as JavaScript prints it, and the hash of the secret.
/// </summary>
internal static class UmamiFormula
{
    private static readonly byte[] DnsNamespace = Convert.FromHexString("6ba7b8109dad11d180b400c04fd430c8");

    /// <summary>The session of a visitor in the period that begins at a time.</summary>
    public static Guid Session(string secret, string website, string address, string agent, DateTime periodStart)
    {
        var salt = Sha512(periodStart.ToString("ddd, dd MMM yyyy HH:mm:ss 'GMT'", System.Globalization.CultureInfo.InvariantCulture));
        var name = Encoding.ASCII.GetBytes(Sha512(website + address + agent + salt + Sha512(secret)));
        var id = SHA1.HashData([.. DnsNamespace, .. name]).AsSpan(0, 16);
        id[6] = (byte)(0x50 | (id[6] & 0x0F));
        id[8] = (byte)(0x80 | (id[8] & 0x3F));
        return new Guid(id, bigEndian: true);
    }

    private static string Sha512(string text) => Convert.ToHexStringLower(SHA512.HashData(Encoding.UTF8.GetBytes(text)));
}
