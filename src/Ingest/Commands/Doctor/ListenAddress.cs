using System.Net;

namespace Ingest.Commands.Doctor;

/// <summary>One of <c>Server:Urls</c>.</summary>
/// <param name="Text">As it is written.</param>
/// <param name="Address">The address of this machine; any address where it names a host or all.</param>
/// <param name="Port">The port; 0 for a free one.</param>
internal sealed record ListenAddress(string Text, IPAddress Address, int Port)
{
    /// <summary>True when only this machine can connect.</summary>
    public bool IsLoopback => IPAddress.IsLoopback(Address);

    /// <summary>All of a setting that is valid.</summary>
    public static IEnumerable<ListenAddress> All(string urls) =>
        urls.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(Read);

    private static ListenAddress Read(string url)
    {
        // * and + stand for all addresses, as any name does that is no address.
        var uri = new Uri(url.Replace("//*", "//0.0.0.0", StringComparison.Ordinal).Replace("//+", "//0.0.0.0", StringComparison.Ordinal));
        var address = uri.Host == "localhost" ? IPAddress.Loopback : IPAddress.TryParse(uri.Host.Trim('[', ']'), out var known) ? known : IPAddress.Any;
        return new ListenAddress(url, address, uri.Port);
    }
}
