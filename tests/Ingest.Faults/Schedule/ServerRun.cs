namespace Ingest.Faults.Schedule;

/// <summary>One run of the server: faults that it survives, then the one that ends it.</summary>
internal sealed record ServerRun(IReadOnlyList<Fault> Survived, Fault End)
{
    /// <summary>Processes that are killed in it.</summary>
    public int Kills => End.Kills + Survived.Sum(fault => fault.Kills);

    /// <summary>What arms the failpoints of all of them.</summary>
    public string Arming => string.Join(',', Survived.Append(End).Select(fault => fault.Arming).Where(arming => arming.Length > 0));

    /// <summary>True when a fault can join it: a point is armed once only, and the server is held once only.</summary>
    public bool HasRoomFor(Fault fault) =>
        fault.Point is null || Survived.Append(End).All(other => other.Point != fault.Point && other.Kind != FaultKind.KillEngineAt);
}
