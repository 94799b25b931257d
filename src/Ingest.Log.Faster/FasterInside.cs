using System.Reflection;
using FASTER.core;

namespace Ingest.Log.Faster;

/// <summary>
/// Two acts that FASTER does only as a part of its own commits: to flush what was appended, and to give up the begin of the log. Its commits go
/// from thread to thread of the pool and wait there behind requests, 1 to 3 ms each under load; these are done by the thread that commits.
/// </summary>
/// <remarks>FASTER keeps its allocator to itself; the version of the package is pinned, and a log cannot be opened with another one.</remarks>
internal sealed class FasterInside
{
    private readonly LightEpoch _epoch;
    private readonly ShiftReadOnlyToTail _shiftReadOnly;
    private readonly Action<long, bool, bool> _shiftBegin;

    public FasterInside(FasterLog log)
    {
        _epoch = (LightEpoch)FieldOf(log, "epoch");
        var allocator = FieldOf(log, "allocator");
        _shiftReadOnly = MethodOf<ShiftReadOnlyToTail>(allocator, "ShiftReadOnlyToTail");
        _shiftBegin = MethodOf<Action<long, bool, bool>>(allocator, "ShiftBeginAddress");
    }

    private delegate bool ShiftReadOnlyToTail(out long tail, out SemaphoreSlim notifyDone);

    /// <summary>Asks the device to write what it has not been given yet.</summary>
    /// <returns>The address up to which everything is on disk once the log's flushed address has reached it.</returns>
    public long Flush()
    {
        _epoch.Resume();
        try
        {
            _shiftReadOnly(out var tail, out _);
            return tail;
        }
        finally
        {
            _epoch.Suspend();
        }
    }

    /// <summary>Gives up what lies before an address, for which a commit is on disk: memory, and in a while the segments.</summary>
    public void Free(long beginAddress)
    {
        _epoch.Resume();
        try
        {
            _shiftBegin(beginAddress, true, false);
        }
        finally
        {
            _epoch.Suspend();
        }
    }

    private static object FieldOf(FasterLog log, string name) =>
        typeof(FasterLog).GetField(name, BindingFlags.Instance | BindingFlags.NonPublic)?.GetValue(log) ?? throw Unknown(name);

    private static T MethodOf<T>(object target, string name)
        where T : Delegate =>
        target.GetType().GetMethod(name, BindingFlags.Instance | BindingFlags.Public)?.CreateDelegate<T>(target) ?? throw Unknown(name);

    private static NotSupportedException Unknown(string name) => new($"This version of FASTER has no '{name}': use the one that the log was tested with.");
}
