namespace Ingest.Core.Log;

/// <summary>The rule on where a reader may start, for every implementation of <see cref="IEventLog"/>.</summary>
public static class ReaderRange
{
    /// <summary>Throws when no reader can start at the address.</summary>
    /// <exception cref="EventLogException">The address is not 0 and outside of the committed log.</exception>
    public static void Check(long address, long begin, long committedUntil)
    {
        if (address != 0 && (address < begin || address > committedUntil))
        {
            throw new EventLogException(
                $"The log holds addresses {begin} to {committedUntil}, and no reader can start at {address}. "
                + "If this is a sink's cursor, it belongs to another log, or the log was restored from an older copy: remove the cursor to start from the oldest record.");
        }
    }
}
