using System.Text;

namespace Ingest.Load.Running;

/// <summary>Counts refusals by status and reason, with a sample of each; shared by the threads, off the hot path.</summary>
internal sealed class Refusals
{
    private const int KindsMax = 64;
    private const int SampleBytesMax = 400;
    private const string Rest = "(further reasons)";

    private readonly Lock _lock = new();
    private readonly Dictionary<(int Status, string Reason), (long Events, string Sample)> _kinds = [];

    /// <summary>Counts events.</summary>
    public void Count(int status, ReadOnlySpan<byte> reason, long events, ReadOnlySpan<byte> body)
    {
        var name = Encoding.UTF8.GetString(reason);
        lock (_lock)
        {
            if (_kinds.Count >= KindsMax && !_kinds.ContainsKey((status, name)))
            {
                name = Rest;
            }

            var (before, sample) = _kinds.TryGetValue((status, name), out var known)
                ? known
                : (0, Encoding.UTF8.GetString(body[..Math.Min(body.Length, SampleBytesMax)]));
            _kinds[(status, name)] = (before + events, sample);
        }
    }

    /// <summary>All, most frequent first.</summary>
    public IReadOnlyList<LoadRefusal> List()
    {
        lock (_lock)
        {
            return
            [
                .. _kinds.Select(kind => new LoadRefusal(kind.Key.Status, kind.Key.Reason, kind.Value.Events, kind.Value.Sample))
                    .OrderByDescending(refusal => refusal.Events),
            ];
        }
    }
}
