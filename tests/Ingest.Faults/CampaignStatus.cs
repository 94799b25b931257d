using Ingest.Faults.Load;

namespace Ingest.Faults;

/// <summary>Where a campaign stands, for whoever watches. Written by the campaign, read by anybody.</summary>
internal sealed class CampaignStatus
{
    private readonly Lock _lock = new();
    private Obligations _obligations = new();
    private long _acknowledgedBefore;
    private int _kills;
    private volatile int _round;
    private volatile string _activity = "starting";

    /// <summary>Acknowledged events of all rounds.</summary>
    public long Acknowledged
    {
        get
        {
            lock (_lock)
            {
                return _acknowledgedBefore + _obligations.Stored;
            }
        }
    }

    /// <summary>Processes killed so far.</summary>
    public int Kills => Volatile.Read(ref _kills);

    /// <summary>The round, counted from 1.</summary>
    public int Round => _round;

    /// <summary>What is being done.</summary>
    public string Activity { get => _activity; set => _activity = value; }

    /// <summary>Counts killed processes.</summary>
    public void AddKills(int count) => Interlocked.Add(ref _kills, count);

    /// <summary>Begins the next round.</summary>
    public void StartRound(Obligations obligations)
    {
        lock (_lock)
        {
            _acknowledgedBefore += _obligations.Stored;
            _obligations = obligations;
            _round++;
        }
    }
}
