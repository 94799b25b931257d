using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Ingest.Commands.Doctor;

/// <summary>Whether a start would find its ports free. A running server has them.</summary>
internal static class PortExamination
{
    private const string Check = "ports";

    /// <summary>Opens each for a moment, unless a server runs.</summary>
    public static Task<IReadOnlyList<Finding>> LookAsync(Deployment deployment, CancellationToken cancellationToken)
    {
        if (deployment.Server is not null)
        {
            return Task.FromResult<IReadOnlyList<Finding>>([Finding.Ok(Check, $"the server has {deployment.Server.Run.Collect}")]);
        }

        List<(IPAddress Address, int Port, string Setting)> wanted =
            [.. ListenAddress.All(deployment.Settings.Server.Urls).Select(url => (url.Address, url.Port, "Server:Urls, --urls"))];
        if (deployment.IsEmbedded)
        {
            wanted.Add((IPAddress.Loopback, deployment.Settings.Server.ClickHousePort, "Server:ClickHousePort, --clickhouse-port"));
        }

        Finding[] taken = [.. wanted.Where(place => place.Port != 0).Select(TryOpen).OfType<Finding>()];
        return Task.FromResult<IReadOnlyList<Finding>>(taken.Length > 0
            ? taken
            : [Finding.Ok(Check, string.Create(CultureInfo.InvariantCulture, $"free: {string.Join(", ", wanted.Select(place => place.Port))}"))]);
    }

    private static Finding? TryOpen((IPAddress Address, int Port, string Setting) place)
    {
        try
        {
            using var probe = new TcpListener(place.Address, place.Port);
            probe.Start();
            return null;
        }
        catch (SocketException fault)
        {
            return Finding.Fault(
                Check,
                string.Create(CultureInfo.InvariantCulture, $"{new IPEndPoint(place.Address, place.Port)} cannot be opened: {fault.Message}"),
                string.Create(CultureInfo.InvariantCulture, $"Find who has it ('ss -ltnp sport = :{place.Port}'), or choose another ({place.Setting}). Below 1024 a user needs CAP_NET_BIND_SERVICE."));
        }
    }
}
