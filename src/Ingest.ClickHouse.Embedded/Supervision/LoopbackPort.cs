using System.Net;
using System.Net.Sockets;

namespace Ingest.ClickHouse.Embedded.Supervision;

/// <summary>A port of loopback for a server that is started later, and again after it has ended.</summary>
public static class LoopbackPort
{
    // Below the range of connections that go out: the system gives none of these to whoever asks for any, so that nobody else gets it meanwhile.
    private const int Min = 15_000;
    private const int Max = 30_000;
    private const int Attempts = 100;

    /// <summary>Finds one on which nothing listens.</summary>
    /// <exception cref="EngineUnavailableException">None of many that were tried is free.</exception>
    public static int FindFree()
    {
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            try
            {
                using var probe = new TcpListener(IPAddress.Loopback, Random.Shared.Next(Min, Max));
                probe.Start();
                return ((IPEndPoint)probe.LocalEndpoint).Port;
            }
            catch (SocketException)
            {
                // Taken: another one.
            }
        }

        throw new EngineUnavailableException($"No free port was found in {Attempts} tries. Choose one with --clickhouse-port.");
    }
}
