using System.Net;
using Ingest.Core.Intake.Addresses;

namespace Ingest.Commands.Doctor;

/// <summary>Whether what says where clients are can be trusted, and who can reach the server how.</summary>
internal static class AddressExamination
{
    private const string Proxies = "proxies";
    private const string Listening = "listening";

    /// <summary>Judges the settings; no request is sent.</summary>
    public static Task<IReadOnlyList<Finding>> LookAsync(Deployment deployment, CancellationToken cancellationToken)
    {
        var addresses = deployment.Settings.Addresses;
        var open = ListenAddress.All(deployment.Settings.Server.Urls).Where(url => !url.IsLoopback).ToArray();
        return Task.FromResult<IReadOnlyList<Finding>>([ListenFinding(open, addresses), ProxyFinding(open, addresses)]);
    }

    private static Finding ListenFinding(ListenAddress[] open, AddressOptions addresses) => open switch
    {
        [] => Finding.Ok(Listening, "on loopback only: a proxy on this machine lets others in"),
        _ when addresses.TrustedProxies is { Count: > 0 } proxies && !proxies.Contains(AddressOptions.TrustNobody) => Finding.Ok(Listening, $"{Names(open)}, behind proxies of {string.Join(", ", proxies)}"),
        _ => Finding.Warning(Listening, $"{Names(open)}: reached from other machines, in the clear", "Put a proxy with TLS in front (nginx, Caddy, a CDN), let the firewall admit that one alone, and name it in Addresses:TrustedProxies. Browsers block http from pages of https."),
    };

    private static Finding ProxyFinding(ListenAddress[] open, AddressOptions addresses)
    {
        var (header, proxies) = (addresses.ClientAddressHeader, addresses.TrustedProxies);
        var nobody = proxies.Contains(AddressOptions.TrustNobody);
        if (nobody)
        {
            return header.Length > 0
                ? Finding.Warning(Proxies, $"none are trusted, so the header {header} is never read", "Name the proxy in Addresses:TrustedProxies, or take Addresses:ClientAddressHeader away.")
                : Finding.Ok(Proxies, "none are trusted: the address is the connection's. Right when clients connect directly, wrong behind a proxy");
        }

        if (proxies.Count > 0)
        {
            return open.Length == 0 && !proxies.Any(HoldsLoopback)
                ? Finding.Warning(Proxies, $"trusted are {string.Join(", ", proxies)}, but only this machine can connect", "Add 127.0.0.1 to Addresses:TrustedProxies: else every client has the address of the proxy, and one session.")
                : Finding.Ok(Proxies, $"trusted are {string.Join(", ", proxies)}{(header.Length > 0 ? $", whose header {header} is asked first" : "")}");
        }

        if (open.Length == 0)
        {
            return Finding.Ok(Proxies, "every peer is believed, and only this machine can connect");
        }

        return header.Length > 0
            ? Finding.Warning(Proxies, $"the header {header} of everybody is believed, and {Names(open)} can be reached from other machines", $"Make the proxy overwrite {header} (nginx: proxy_set_header {header} $remote_addr), let nobody pass it by, and name it in Addresses:TrustedProxies: else any client chooses its address, and so its session and location.")
            : Finding.Warning(Proxies, $"X-Forwarded-For and the like of everybody are believed, as Umami does, and {Names(open)} can be reached from other machines", "Name the proxies in Addresses:TrustedProxies (10.0.0.0/8, or a CDN's ranges), or 'none' when clients connect directly: else any client chooses its address, and so its session and location.");
    }

    private static string Names(ListenAddress[] open) => string.Join(", ", open.Select(url => url.Text));

    private static bool HoldsLoopback(string entry) =>
        IpRange.TryParse(entry, out var range) && (range.Contains(ClientIp.From(IPAddress.Loopback)!.Value) || range.Contains(ClientIp.From(IPAddress.IPv6Loopback)!.Value));
}
