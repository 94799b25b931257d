using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace Ingest.Core.Intake.Addresses;

/// <summary>An IP address as a number. IPv4 mapped into IPv6 (<c>::ffff:a.b.c.d</c>) is IPv4.</summary>
/// <remarks>Hot path: no allocation per event. <see cref="IPAddress"/> would be one allocation, two for IPv6.</remarks>
/// <param name="Bits">The address: 32 bits of IPv4 or 128 of IPv6.</param>
/// <param name="IsV4">True for IPv4.</param>
public readonly record struct ClientIp(UInt128 Bits, bool IsV4)
{
    private const ulong MappedPrefix = 0xFFFF;

    /// <summary>Width of the address in bits: 32 or 128.</summary>
    public int Width => IsV4 ? 32 : 128;

    /// <summary>
    /// True for addresses that no client on the Internet has: private (RFC 1918, RFC 4193), loopback, link-local, unspecified and those of
    /// carrier-grade NAT (RFC 6598).
    /// </summary>
    public bool IsPrivate => IsLocal || (IsV4 && IsWithinV4(0x6440_0000, 10));

    /// <summary>True for addresses of the own machine.</summary>
    public bool IsLoopback => IsV4 ? IsWithinV4(0x7F00_0000, 8) : Bits == 1;

    /// <summary>
    /// True for addresses of the own network, which have no location: as <see cref="IsPrivate"/> without carrier-grade NAT, the ranges for
    /// which Umami looks nothing up.
    /// </summary>
    public bool IsLocal => IsV4
        ? IsWithinV4(0x0A00_0000, 8) || IsWithinV4(0x7F00_0000, 8) || IsWithinV4(0xA9FE_0000, 16) || IsWithinV4(0xAC10_0000, 12) ||
            IsWithinV4(0xC0A8_0000, 16) || Bits == 0
        : Bits <= 1 || (Bits >> 121) == 0xFC >> 1 || (Bits >> 118) == 0xFE80 >> 6;

    /// <summary>The address of a socket; null for another family than IPv4 and IPv6.</summary>
    public static ClientIp? From(IPAddress? address)
    {
        Span<byte> bytes = stackalloc byte[16];
        if (address is null || !address.TryWriteBytes(bytes, out var count))
        {
            return null;
        }

        return address.AddressFamily == AddressFamily.InterNetwork
            ? new ClientIp(BinaryPrimitives.ReadUInt32BigEndian(bytes), IsV4: true)
            : Unmapped(BinaryPrimitives.ReadUInt128BigEndian(bytes[..count]));
    }

    /// <summary>
    /// Reads an address in its usual text forms: four decimal numbers, or IPv6 by RFC 4291 with or without zone. False for anything else, also
    /// for the octal, hexadecimal and shortened forms of IPv4, which programs read differently.
    /// </summary>
    public static bool TryParse(ReadOnlySpan<byte> text, out ClientIp address) =>
        IpText.TryParseV4(text, out var v4) ? Is(new ClientIp(v4, IsV4: true), out address)
        : IpText.TryParseV6(text, out var v6) ? Is(Unmapped(v6), out address)
        : !Is(default, out address);

    /// <summary>Writes the canonical text (RFC 5952), at most <see cref="IpText.BytesMax"/> bytes, and returns its length.</summary>
    public int Format(Span<byte> text) => IsV4 ? IpText.FormatV4((uint)Bits, text) : IpText.FormatV6(Bits, text);

    private bool IsWithinV4(uint prefix, int bits) => ((uint)Bits ^ prefix) >> (32 - bits) == 0;

    private static ClientIp Unmapped(UInt128 bits) => bits >> 32 == MappedPrefix ? new ClientIp((uint)bits, IsV4: true) : new ClientIp(bits, IsV4: false);

    private static bool Is(ClientIp value, out ClientIp address)
    {
        address = value;
        return true;
    }
}
