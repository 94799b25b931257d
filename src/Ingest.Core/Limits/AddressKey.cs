using System.Buffers.Binary;
using Ingest.Core.Hashing;
using Ingest.Core.Intake.Addresses;

namespace Ingest.Core.Limits;

/// <summary>Whom a limit by address holds for: an IPv4 address, or the /64 of an IPv6 address, since that is the least that one customer gets.</summary>
/// <remarks>Hot path: no allocation per event.</remarks>
public static class AddressKey
{
    private const int SubnetBits = 64;

    /// <summary>The key of an address in tables in memory.</summary>
    public static UInt128 Of(ClientIp address)
    {
        Span<byte> bytes = stackalloc byte[sizeof(ulong) + 1];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, (ulong)(address.IsV4 ? address.Bits : address.Bits >> SubnetBits));
        bytes[^1] = address.IsV4 ? (byte)4 : (byte)6;
        return KeyedHash.Of(bytes);
    }
}
