namespace Ingest.Core.Log;

/// <summary>The rule on record sizes, for every implementation of <see cref="IEventLog"/>.</summary>
public static class RecordSize
{
    /// <summary>Throws when a record of this length cannot be appended.</summary>
    /// <exception cref="ArgumentException">The record is empty or too long.</exception>
    public static void Check(int length, int recordBytesMax)
    {
        if (length == 0 || length > recordBytesMax)
        {
            throw new ArgumentException($"A record of {length} bytes cannot be appended; it must have 1 to {recordBytesMax} (from Log:PageBytes).", nameof(length));
        }
    }
}
