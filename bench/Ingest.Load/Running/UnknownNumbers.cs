namespace Ingest.Load.Running;

/// <summary>Numbers of the messages of unknown outcome; shared by the threads, off the hot path.</summary>
internal sealed class UnknownNumbers
{
    private readonly Lock _lock = new();
    private readonly List<ulong> _numbers = [];

    /// <summary>Notes messages that follow each other.</summary>
    public void Add(ulong first, int count)
    {
        lock (_lock)
        {
            for (var i = 0; i < count && _numbers.Count < LoadRun.UnknownNumbersMax; i++)
            {
                _numbers.Add(first + (ulong)i);
            }
        }
    }

    /// <summary>All that were kept.</summary>
    public IReadOnlyList<ulong> List()
    {
        lock (_lock)
        {
            return [.. _numbers];
        }
    }
}
