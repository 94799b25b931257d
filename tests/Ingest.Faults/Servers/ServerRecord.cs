namespace Ingest.Faults.Servers;

/// <summary>What the servers of a round have said: all of it in a file, the last lines at hand. Thread-safe.</summary>
internal sealed class ServerRecord(string path) : IDisposable
{
    private const int LinesMax = 60;

    private readonly Queue<string> _last = new();
    private readonly StreamWriter _file = new(path);

    /// <summary>The last lines.</summary>
    public string Last
    {
        get
        {
            lock (_last)
            {
                return string.Join('\n', _last);
            }
        }
    }

    public void Add(string? line)
    {
        if (line is null)
        {
            return;
        }

        lock (_last)
        {
            _file.WriteLine(line);
            _last.Enqueue(line);
            if (_last.Count > LinesMax)
            {
                _last.Dequeue();
            }
        }
    }

    public void Dispose()
    {
        lock (_last)
        {
            _file.Dispose();
        }
    }
}
