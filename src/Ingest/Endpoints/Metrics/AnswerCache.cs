namespace Ingest.Endpoints.Metrics;

/// <summary>An answer that is kept.</summary>
/// <param name="Key">What was asked.</param>
/// <param name="Answer">The answer.</param>
/// <param name="Version">What it was made of; null when that may have changed unseen while it was made.</param>
/// <param name="Asked">When ClickHouse was asked for it, a timestamp of the clock.</param>
internal sealed record CachedAnswer(string Key, Answer Answer, DataVersion? Version, long Asked);

/// <summary>Answers by what was asked, within a bound of bytes: who was not asked for longest leaves first. Thread-safe.</summary>
internal sealed class AnswerCache(long bytesMax)
{
    // Key, node, list and dictionary.
    private const int EntryBytes = 500;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, LinkedListNode<CachedAnswer>> _byKey = new(StringComparer.Ordinal);
    private readonly LinkedList<CachedAnswer> _lastUsedFirst = new();

    /// <summary>Bytes that are kept.</summary>
    public long Bytes { get; private set; }

    /// <summary>The answer that was kept for a question; null when there is none.</summary>
    public CachedAnswer? Find(string key)
    {
        lock (_gate)
        {
            if (!_byKey.TryGetValue(key, out var node))
            {
                return null;
            }

            _lastUsedFirst.Remove(node);
            _lastUsedFirst.AddFirst(node);
            return node.Value;
        }
    }

    /// <summary>Keeps an answer in place of the one before; one that is larger than a fourth of the bound is not kept.</summary>
    public void Keep(CachedAnswer answer)
    {
        lock (_gate)
        {
            if (_byKey.TryGetValue(answer.Key, out var old))
            {
                Remove(old);
            }

            if (SizeOf(answer) > bytesMax / 4)
            {
                return;
            }

            _byKey[answer.Key] = _lastUsedFirst.AddFirst(answer);
            Bytes += SizeOf(answer);
            while (Bytes > bytesMax && _lastUsedFirst.Last is { } last)
            {
                Remove(last);
            }
        }
    }

    private static long SizeOf(CachedAnswer answer) => answer.Answer.Body.Length + EntryBytes;

    private void Remove(LinkedListNode<CachedAnswer> node)
    {
        _lastUsedFirst.Remove(node);
        _byKey.Remove(node.Value.Key);
        Bytes -= SizeOf(node.Value);
    }
}
