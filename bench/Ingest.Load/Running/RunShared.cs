using System.Net;
using System.Threading.Channels;

namespace Ingest.Load.Running;

/// <summary>What the threads of one run share.</summary>
/// <param name="Plan">The plan.</param>
/// <param name="Clock">Its times.</param>
/// <param name="Target">Where to connect.</param>
internal sealed record RunShared(LoadPlan Plan, RunClock Clock, IPEndPoint Target)
{
    /// <summary>What was refused.</summary>
    public Refusals Refusals { get; } = new();

    /// <summary>Messages of unknown outcome.</summary>
    public UnknownNumbers Unknown { get; } = new();

    /// <summary>Seconds that are past. Without a limit, since each thread writes one a second.</summary>
    public Channel<IntervalTally> Tallies { get; } = Channel.CreateUnbounded<IntervalTally>(new UnboundedChannelOptions { SingleReader = true });

    /// <summary>True when the run is not to begin.</summary>
    public bool IsAbandoned { get; set; }
}
