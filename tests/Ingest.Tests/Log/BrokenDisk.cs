using Ingest.Core.Files;

namespace Ingest.Tests.Log;

/// <summary>Fails acts of one kind on files of a name, as long as it is told to, and can make flushes wait.</summary>
internal sealed class BrokenDisk : FileWatch
{
    private readonly ManualResetEventSlim _flushes = new(initialState: true);

    public FileActKind? Failing { get; set; }

    public string FailingName { get; set; } = "";

    /// <summary>5 is EIO, 28 is ENOSPC.</summary>
    public int Error { get; set; } = 5;

    public int Failures { get; private set; }

    public void Hold() => _flushes.Reset();

    public void Release() => _flushes.Set();

    public override void Run(in FileAct act, Action perform)
    {
        if (act.Kind == FileActKind.Flush)
        {
            _flushes.Wait();
        }

        if (act.Kind == Failing && Path.GetFileName(act.Path).StartsWith(FailingName, StringComparison.Ordinal))
        {
            Failures++;
            throw new IOException($"The test fails to {act.Kind}.", Error);
        }

        perform();
    }
}
