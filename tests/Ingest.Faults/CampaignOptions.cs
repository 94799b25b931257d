namespace Ingest.Faults;

/// <summary>What a campaign is to do.</summary>
internal sealed record CampaignOptions
{
    /// <summary>Acknowledged events.</summary>
    public required long Events { get; init; }

    /// <summary>Processes killed.</summary>
    public required int Kills { get; init; }

    /// <summary>Decides events, faults and settings.</summary>
    public required ulong Seed { get; init; }

    /// <summary>Rounds, each on a data folder of its own and judged by itself.</summary>
    public int Rounds { get; init; } = 1;

    /// <summary>The short form: every fault comes once, whatever <see cref="Kills"/> says, with files and batches so small that each point is reached soon.</summary>
    public bool IsEachFaultOnce { get; init; }

    /// <summary>One event of so many is refused by the table until the end.</summary>
    public int PoisonEvery => IsEachFaultOnce ? 10_000 : 150_000;

    /// <summary>How long a failpoint is waited for.</summary>
    public TimeSpan PatienceMax => TimeSpan.FromSeconds(IsEachFaultOnce ? 6 : 20);

    /// <summary>Settings of the server that go before the campaign's own, for example to see the judge find fault.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Most events a second.</summary>
    public double EventsPerSecond { get; init; } = 20_000;

    /// <summary>Connections of the generator.</summary>
    public int Connections { get; init; } = 8;

    /// <summary>Folder of the rounds; each takes some hundred MB for a million events and is removed when it was judged to be clean.</summary>
    public required string WorkPath { get; init; }

    /// <summary>The command that repeats this campaign.</summary>
    public string Command => FormattableString.Invariant(
        $"dotnet run -c Release --project tests/Ingest.Faults -- {(IsEachFaultOnce ? "--short " : "")}--events {Events} --kills {Kills} --rounds {Rounds} --seed {Seed}");
}
