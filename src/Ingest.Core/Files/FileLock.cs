namespace Ingest.Core.Files;

/// <summary>Held by the one process that changes a file: a second file beside it, open, which the system locks, and unlocks when the process dies.</summary>
public static class FileLock
{
    private static readonly TimeSpan PatienceMax = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    /// <summary>Waits for the lock. Disposing the result gives it up; the lock file stays, since removing it would let two processes lock two files.</summary>
    /// <exception cref="IOException">Another process has held it for too long.</exception>
    public static async Task<FileStream> TakeAsync(string path, TimeProvider time, CancellationToken cancellationToken)
    {
        var startedAt = time.GetTimestamp();
        while (true)
        {
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException fault) when (fault is not (DirectoryNotFoundException or PathTooLongException))
            {
                if (time.GetElapsedTime(startedAt) > PatienceMax)
                {
                    throw new IOException($"Another process holds {path} for over {PatienceMax.TotalSeconds} s. End it, then try again.", fault);
                }
            }

            await Task.Delay(Pause, time, cancellationToken);
        }
    }
}
