using Ingest.Faults.Load;

namespace Ingest.Faults.Judging;

/// <summary>What the judge found; the promise holds when all the faults are zero.</summary>
internal sealed record Verdict
{
    /// <summary>Rows that the view of events shows, one for each event.</summary>
    public long Rows { get; init; }

    /// <summary>Acknowledged events.</summary>
    public long Acknowledged { get; init; }

    /// <summary>Events that were sent and never answered.</summary>
    public long Unanswered { get; init; }

    /// <summary>Those of them that are stored.</summary>
    public long UnansweredStored { get; init; }

    /// <summary>Events that were refused and not sent again.</summary>
    public long Refused { get; init; }

    /// <summary>Acknowledged events without a row.</summary>
    public long Lost { get; init; }

    /// <summary>Events with more than one row.</summary>
    public long Duplicated { get; init; }

    /// <summary>Rows of events that were never minted or never sent.</summary>
    public long Unknown { get; init; }

    /// <summary>Events whose row is not what was sent.</summary>
    public long Unequal { get; init; }

    /// <summary>Events with a row although the answer was that they are not stored.</summary>
    public long RefusedStored { get; init; }

    /// <summary>Visits and sessions that count other events than there are.</summary>
    public long Miscounted { get; init; }

    /// <summary>Some of the faults in words.</summary>
    public IReadOnlyList<string> Examples { get; init; } = [];

    /// <summary>True when there is no fault.</summary>
    public bool IsClean => Lost + Duplicated + Unknown + Unequal + RefusedStored + Miscounted == 0;

    /// <summary>The fault of an event; null when there is none.</summary>
    public static string? FaultOf(Promise promise, Sighting sighting) => (promise, sighting) switch
    {
        (Promise.Stored, Sighting.None) => "lost",
        (Promise.None, not Sighting.None) => "unknown",
        (Promise.Refused, not Sighting.None) => "refused yet stored",
        _ when sighting.HasFlag(Sighting.Again) => "duplicated",
        _ when sighting.HasFlag(Sighting.Unequal) => "unequal",
        _ => null,
    };

    /// <summary>Adds what was found of one event.</summary>
    public Verdict Add(Promise promise, Sighting sighting)
    {
        var isSeen = sighting != Sighting.None;
        return this with
        {
            Rows = Rows + One(isSeen),
            Acknowledged = Acknowledged + One(promise == Promise.Stored),
            Unanswered = Unanswered + One(promise == Promise.Open),
            UnansweredStored = UnansweredStored + One(promise == Promise.Open && isSeen),
            Refused = Refused + One(promise == Promise.Refused),
            Lost = Lost + One(promise == Promise.Stored && !isSeen),
            Duplicated = Duplicated + One(sighting.HasFlag(Sighting.Again)),
            Unknown = Unknown + One(promise == Promise.None && isSeen),
            Unequal = Unequal + One(sighting.HasFlag(Sighting.Unequal)),
            RefusedStored = RefusedStored + One(promise == Promise.Refused && isSeen),
        };
    }

    /// <summary>Both together.</summary>
    public Verdict Plus(Verdict other) => new()
    {
        Rows = Rows + other.Rows,
        Acknowledged = Acknowledged + other.Acknowledged,
        Unanswered = Unanswered + other.Unanswered,
        UnansweredStored = UnansweredStored + other.UnansweredStored,
        Refused = Refused + other.Refused,
        Lost = Lost + other.Lost,
        Duplicated = Duplicated + other.Duplicated,
        Unknown = Unknown + other.Unknown,
        Unequal = Unequal + other.Unequal,
        RefusedStored = RefusedStored + other.RefusedStored,
        Miscounted = Miscounted + other.Miscounted,
        Examples = [.. Examples, .. other.Examples],
    };

    private static int One(bool holds) => holds ? 1 : 0;
}
