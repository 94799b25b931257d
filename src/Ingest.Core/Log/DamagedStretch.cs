namespace Ingest.Core.Log;

/// <summary>Bytes of the log that cannot be read, as a reader has passed them.</summary>
/// <param name="Address">Where they begin.</param>
/// <param name="Length">How many they are.</param>
/// <param name="Fault">What is wrong with them, in words for an operator.</param>
/// <param name="ReadBytes">Reads them from the disk: they stay there until every sink has passed them. Throws an <see cref="IOException"/> or <see cref="EventLogException"/>.</param>
public sealed record DamagedStretch(long Address, int Length, string Fault, Func<byte[]> ReadBytes)
{
    /// <summary>Address after the last of them.</summary>
    public long End => Address + Length;
}
