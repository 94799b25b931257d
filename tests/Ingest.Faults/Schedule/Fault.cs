using System.Globalization;
using Ingest.Core.Faults;

namespace Ingest.Faults.Schedule;

/// <summary>One fault of the schedule.</summary>
/// <param name="Kind">What is done.</param>
/// <param name="Events">After so many events acknowledged since the server's start, or since the fault before.</param>
/// <param name="Point">The failpoint, for the kinds that have one.</param>
/// <param name="Passing">The passing of it that is meant.</param>
/// <param name="PauseMs">How long a process is held.</param>
internal sealed record Fault(FaultKind Kind, long Events, FailpointName? Point = null, int Passing = 1, int PauseMs = 0)
{
    /// <summary>True when the server's run ends by it.</summary>
    public bool EndsRun => Kind is FaultKind.KillServer or FaultKind.KillServerAt or FaultKind.KillRecovery or FaultKind.StopServer or FaultKind.KillDrainAt;

    /// <summary>Processes that are killed.</summary>
    public int Kills => Kind switch
    {
        FaultKind.KillRecovery => 4,
        FaultKind.StopServer or FaultKind.PauseServer or FaultKind.PauseEngine => 0,
        _ => 1,
    };

    /// <summary>What arms its failpoint; empty when it has none.</summary>
    public string Arming => Kind switch
    {
        FaultKind.KillServerAt or FaultKind.KillDrainAt => Invariant($"{Failpoint.Text(Point!.Value)}=kill@{Passing}"),
        FaultKind.KillEngineAt => Invariant($"{Failpoint.Text(Point!.Value)}=pause:{PauseMs}@{Passing}"),
        _ => "",
    };

    /// <summary>As reports name it.</summary>
    public string Name => Kind switch
    {
        FaultKind.KillServer => "kill server",
        FaultKind.KillServerAt => $"kill server at {Failpoint.Text(Point!.Value)}",
        FaultKind.KillRecovery => "kill server, then three times in recovery",
        FaultKind.StopServer => "stop server",
        FaultKind.KillDrainAt => $"kill stopping server at {Failpoint.Text(Point!.Value)}",
        FaultKind.KillEngine => "kill engine",
        FaultKind.KillEngineAt => $"kill engine at {Failpoint.Text(Point!.Value)}",
        FaultKind.PauseServer => "pause server, second start refused",
        _ => "pause engine",
    };

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
