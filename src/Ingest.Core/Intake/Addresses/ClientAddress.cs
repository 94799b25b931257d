using System.Net;
using System.Text;
using Ingest.Core.Buffers;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Ingest.Core.Intake.Addresses;

/// <summary>
/// Finds the address of the client, and where the CDN says it is, in the headers of a request: the headers and the order of Umami, and the choice
/// of Umami 3.4, which passes over private addresses.
/// </summary>
/// <remarks>
/// Hot path: no allocation per event. The socket's address stands in the place of an absent <c>x-forwarded-for</c>, as in Umami, where the
/// framework fills that header in; so the headers behind it count only when a proxy has sent <c>x-forwarded-for</c>.
/// </remarks>
public sealed class ClientAddress
{
    private const string ForwardedFor = "x-forwarded-for";
    private const string Forwarded = "forwarded";

    private static readonly string[] HeadersBefore =
    [
        "true-client-ip", "cf-connecting-ip", "fastly-client-ip", "x-nf-client-connection-ip", "do-connecting-ip", "x-real-ip",
        "x-appengine-user-ip",
    ];

    private static readonly string[] HeadersBehind = [Forwarded, "x-client-ip", "x-cluster-client-ip", "x-forwarded"];

    private readonly string _first;
    private readonly IpRange[]? _trusted;

    /// <summary>Reads the options, which have to be valid.</summary>
    public ClientAddress(AddressOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        _first = options.ClientAddressHeader;
        _trusted = options.TrustedProxies.Count == 0 ? null : [.. Ranges(options.TrustedProxies)];
    }

    /// <summary>Every header that may be read, without regard to case.</summary>
    public IEnumerable<string> HeaderNames =>
        ((string[])[_first, .. HeadersBefore, ForwardedFor, .. HeadersBehind, .. LocationHeaders.Names]).Where(name => name.Length > 0);

    /// <summary>Writes the client's address, and the country, region and city that a CDN named, into the request's context and arena.</summary>
    /// <param name="headers">Headers whose text was decoded as Latin-1.</param>
    /// <param name="remote">Address of the socket's other end; null when there is none.</param>
    /// <param name="request">The request.</param>
    public void Resolve(IHeaderDictionary headers, IPAddress? remote, IntakeRequest request)
    {
        ArgumentNullException.ThrowIfNull(headers);
        ArgumentNullException.ThrowIfNull(request);
        var socket = ClientIp.From(remote);
        var choice = new Choice(request.Arena);
        if (IsTrusted(socket))
        {
            LocationHeaders.Read(headers, request);
            OfferHeaders(headers, socket, ref choice);
        }

        choice.Offer(socket);
        (request.Context.ClientAddress, request.Context.IsLocal) = (choice.Address, socket is { IsLoopback: true });
    }

    private void OfferHeaders(IHeaderDictionary headers, ClientIp? socket, ref Choice choice)
    {
        // The header that the operator named is believed, be its first address private.
        if (_first.Length > 0 && headers.TryGetValue(_first, out var named))
        {
            choice.OfferAll(named, IsForwarded(_first), isFirstFinal: true);
        }

        foreach (var name in HeadersBefore)
        {
            OfferHeader(headers, name, ref choice);
        }

        if (!headers.TryGetValue(ForwardedFor, out var forwardedFor))
        {
            choice.Offer(socket);
            choice.Settle();
            return;
        }

        choice.OfferAll(forwardedFor, isForwarded: false, isFirstFinal: false);
        foreach (var name in HeadersBehind)
        {
            OfferHeader(headers, name, ref choice);
        }
    }

    private static void OfferHeader(IHeaderDictionary headers, string name, ref Choice choice)
    {
        if (!choice.IsSettled && headers.TryGetValue(name, out var values))
        {
            choice.OfferAll(values, IsForwarded(name), isFirstFinal: false);
        }
    }

    private bool IsTrusted(ClientIp? peer)
    {
        if (_trusted is null)
        {
            return true;
        }

        foreach (var range in _trusted)
        {
            if (peer is { } address && range.Contains(address))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsForwarded(string name) => name.Equals(Forwarded, StringComparison.OrdinalIgnoreCase);

    private static IEnumerable<IpRange> Ranges(IEnumerable<string> texts)
    {
        foreach (var text in texts)
        {
            if (IpRange.TryParse(text, out var range))
            {
                yield return range;
            }
        }
    }

    // The first address that is not private wins; the first private one is kept as the last resort.
    private ref struct Choice(Utf8Arena arena)
    {
        public Utf8Slice Address { get; private set; }

        public bool IsSettled { get; private set; }

        public void Settle() => IsSettled |= Address.IsPresent;

        public void OfferAll(StringValues values, bool isForwarded, bool isFirstFinal)
        {
            for (var i = 0; i < values.Count; i++)
            {
                var list = values[i].AsSpan();
                foreach (var item in list.Split(','))
                {
                    OfferText(isForwarded ? AddressText.ForOf(list[item]) : list[item].Trim());
                    IsSettled |= isFirstFinal && Address.IsPresent;
                }
            }
        }

        public void Offer(ClientIp? address)
        {
            Span<byte> text = stackalloc byte[IpText.BytesMax];
            if (address is { } ip)
            {
                Take(text[..ip.Format(text)], ip.IsPrivate);
            }
        }

        private void OfferText(ReadOnlySpan<char> text)
        {
            if (IsSettled || text.IsEmpty)
            {
                return;
            }

            Span<byte> bytes = stackalloc byte[AddressText.BytesMax];
            Span<byte> normalized = stackalloc byte[AddressText.BytesMax];
            var length = Encoding.Latin1.GetBytes(text[..Math.Min(text.Length, bytes.Length)], bytes);
            length = AddressText.Normalize(bytes[..length], normalized, out var isPrivate);
            Take(normalized[..length], isPrivate);
        }

        private void Take(scoped ReadOnlySpan<byte> text, bool isPrivate)
        {
            if (!IsSettled && (!isPrivate || !Address.IsPresent))
            {
                Address = arena.Append(text);
                IsSettled = !isPrivate;
            }
        }
    }
}
