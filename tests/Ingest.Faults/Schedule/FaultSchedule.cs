using Ingest.Core.Faults;

namespace Ingest.Faults.Schedule;

/// <summary>The faults of a round: a function of the seed. Every kind and every failpoint comes in turn, in an order and at moments drawn by chance.</summary>
internal static class FaultSchedule
{
    private const int PauseMsMin = 300;
    private const int PauseMsMax = 3_000;
    private const int EnginePauseMs = 1_500;

    // Passings of a point while so many events are acknowledged: roughly, from a run without faults. A point that is not reached in time
    // is counted as such, and the server is killed anyway.
    private static readonly Dictionary<FailpointName, int> EventsPerPassing = new()
    {
        [FailpointName.AppendBeforeCommit] = 150,
        [FailpointName.SegmentHalfWritten] = 400,
        [FailpointName.SegmentBeforeSlot] = 800,
        [FailpointName.CommitBeforeReply] = 800,
        [FailpointName.FileBeforeRename] = 6_000,
        [FailpointName.IsolateBetweenHalves] = 100_000,
        [FailpointName.QuarantineBeforeCursor] = 100_000,
    };

    // One a batch, and batches come by the second.
    private const int EventsPerBatch = 12_000;

    private static readonly FailpointName[] Drains = [FailpointName.DrainQueue, FailpointName.DrainSinks];
    private static readonly FailpointName[] Recoveries = [FailpointName.RecoverLog, FailpointName.RecoverSink];

    // Of a sink that the campaign's server does not have: tests of the lake kill it there.
    private static readonly FailpointName[] Lake =
    [
        FailpointName.LakeBetweenFiles, FailpointName.LakeBeforeManifest, FailpointName.LakeBeforeList, FailpointName.LakeBeforeCommit,
        FailpointName.LakeBeforeSwap, FailpointName.LakeAfterSwap, FailpointName.LakeBetweenTables,
    ];

    private static readonly FailpointName[] EnginePoints =
    [
        FailpointName.RangeBeforeSend, FailpointName.SendBeforeResponse, FailpointName.DeliverBeforeCursor, FailpointName.CursorBeforeTruncate,
        FailpointName.AppendBeforeCommit, FailpointName.CommitBeforeReply,
    ];

    /// <summary>The points at which a running server kills itself.</summary>
    public static IReadOnlyList<FailpointName> ServerPoints { get; } = [.. Enum.GetValues<FailpointName>().Except(Drains).Except(Recoveries).Except(Lake)];

    /// <summary>Runs with so many kills or a few more, whose faults are spread over so many events.</summary>
    public static IReadOnlyList<ServerRun> Create(int kills, long events, ulong seed)
    {
        var random = new Random((int)seed);
        List<ServerRun> runs = [];
        var (ends, survivals) = (new Deck(Ends(randomKills: 4), random), new Deck(Survivals(randomKills: 4), random));
        for (var planned = 0; planned < kills; planned += runs[^1].Kills)
        {
            runs.Add(new ServerRun(random.Next(2) == 0 ? [survivals.Draw()] : [], ends.Draw()));
        }

        return Timed(runs, events, random);
    }

    /// <summary>Runs in which every kind of fault and every failpoint comes once.</summary>
    public static IReadOnlyList<ServerRun> CreateEachOnce(long events, ulong seed)
    {
        var random = new Random((int)seed);
        var survivals = Survivals(randomKills: 1).ToArray();
        random.Shuffle(survivals);
        var ends = Ends(randomKills: 1).ToArray();
        random.Shuffle(ends);
        return Timed([.. ends.Select((end, index) => new ServerRun(index < survivals.Length ? [survivals[index]] : [], end))], events, random);
    }

    /// <summary>The failpoints that are hit while the server recovers, in turn.</summary>
    public static FailpointName Recovery(int attempt) => Recoveries[attempt % Recoveries.Length];

    private static List<Fault> Ends(int randomKills)
    {
        var ends = ServerPoints.Select(point => new Fault(FaultKind.KillServerAt, 0, point)).ToList();
        ends.AddRange(Drains.Select(point => new Fault(FaultKind.KillDrainAt, 0, point)));
        ends.AddRange(Enumerable.Repeat(new Fault(FaultKind.KillServer, 0), randomKills));
        ends.Add(new Fault(FaultKind.KillRecovery, 0));
        ends.Add(new Fault(FaultKind.StopServer, 0));
        return ends;
    }

    private static List<Fault> Survivals(int randomKills)
    {
        var faults = EnginePoints.Select(point => new Fault(FaultKind.KillEngineAt, 0, point, PauseMs: EnginePauseMs)).ToList();
        faults.AddRange(Enumerable.Repeat(new Fault(FaultKind.KillEngine, 0), randomKills));
        faults.Add(new Fault(FaultKind.PauseServer, 0));
        faults.Add(new Fault(FaultKind.PauseEngine, 0));
        return faults;
    }

    private static List<ServerRun> Timed(List<ServerRun> runs, long events, Random random)
    {
        var mean = events / Math.Max(1, runs.Sum(run => 1 + run.Survived.Count));
        return [.. runs.Select(run => new ServerRun([.. run.Survived.Select(fault => Timed(fault, mean, random))], Timed(run.End, mean, random)))];
    }

    private static Fault Timed(Fault fault, long mean, Random random)
    {
        var events = (long)(mean * (0.2 + (1.6 * random.NextDouble())));
        var perPassing = fault.Point is { } point ? EventsPerPassing.GetValueOrDefault(point, EventsPerBatch) : 1;
        var passings = fault.Kind is FaultKind.KillDrainAt ? 1 : Math.Max(1, (int)(events / perPassing));
        return fault with
        {
            Events = events,
            Passing = fault.Point is null ? 1 : passings,
            PauseMs = fault.PauseMs > 0 ? fault.PauseMs : random.Next(PauseMsMin, PauseMsMax),
        };
    }

    /// <summary>Cards that are drawn in a random order, all of them before any comes again.</summary>
    private sealed class Deck(IEnumerable<Fault> cards, Random random)
    {
        private readonly Fault[] _cards = [.. cards];
        private int _next;

        public Fault Draw()
        {
            if (_next == 0)
            {
                random.Shuffle(_cards);
            }

            var card = _cards[_next];
            _next = (_next + 1) % _cards.Length;
            return card;
        }
    }
}
