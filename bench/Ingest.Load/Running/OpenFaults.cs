using System.Runtime.InteropServices;
using Ingest.Load.Wire;

namespace Ingest.Load.Running;

/// <summary>Puts into words, with the remedy, why a run cannot begin or is of no use.</summary>
internal static class OpenFaults
{
    /// <summary>The reason under which replies of 2xx are listed that are none of Umami's.</summary>
    public static ReadOnlySpan<byte> NoUmami => "no reply of Umami's"u8;

    /// <summary>Throws when a connection could not be opened.</summary>
    /// <exception cref="LoadException">The kernel gave an error.</exception>
    public static void ThrowIf(int error, LoadPlan plan)
    {
        if (error != 0)
        {
            throw new LoadException(Describe(error, plan));
        }
    }

    private static string Describe(int error, LoadPlan plan) => error switch
    {
        Libc.TooManyFiles => $"This process may not open {plan.Connections} connections: raise the limit with 'ulimit -n {plan.Connections + 1000}', or give fewer --connections.",
        Libc.NoAddressLeft => $"There are no ports left for {plan.Connections} connections to {plan.Target}: give fewer --connections, or widen net.ipv4.ip_local_port_range.",
        _ => $"Nothing answers at {plan.Target}: {Marshal.GetPInvokeErrorMessage(error)}. Start the server, for example 'dotnet run -c Release --project src/Ingest', or give its address with --url.",
    };

    /// <summary>Why a server takes nothing at all; null when that may still change.</summary>
    public static string? Explain(LoadCounts whole, IReadOnlyList<LoadRefusal> refusals)
    {
        if (whole.EventsAcknowledged > 0 || refusals.Count == 0 || refusals.Any(refusal => refusal.Status >= 500))
        {
            return null;
        }

        var most = refusals[0];
        var remedy = most switch
        {
            { Status: 400 } when most.Sample.Contains("Website not found", StringComparison.Ordinal) =>
                "The server does not know the website: give --website-id the id that 'ingest serve' prints, or one that 'ingest site add' makes.",
            { Status: 404 or 405 } => "There is no /api/send here: is --url the address of a server that speaks Umami's wire format?",
            { Status: 403 } => "The server forbids the addresses that are sent, or a site's domains do: see Addresses:IgnoredAddresses.",
            { Status: < 300, Reason: "bot" or "" } => "The server takes the visitors for bots: is DISABLE_BOT_CHECK needed for this one?",
            { Status: < 300 } => "The replies are none of Umami's: give --any-reply to load a server of another kind.",
            _ => "Nothing that is sent is stored.",
        };
        return $"The server has refused all of the first {whole.Requests:N0} requests: {most.Status} {most.Reason}\n  {most.Sample}\n{remedy}";
    }
}
