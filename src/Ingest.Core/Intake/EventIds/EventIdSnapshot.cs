using System.Security.Cryptography;

namespace Ingest.Core.Intake.EventIds;

/// <summary>What a former process has kept of the index.</summary>
/// <param name="Address">Every record with a caller-given id before it is among the keys, or older than they are; 0 for the log's beginning.</param>
/// <param name="Secret">What the keys were made with.</param>
/// <param name="NextNumber">Number for the next generation: no file of that number is in use.</param>
/// <param name="Generations">The keys, oldest first.</param>
internal sealed record EventIdSnapshot(long Address, byte[] Secret, long NextNumber, IReadOnlyList<EventIdKey[]> Generations)
{
    /// <summary>Nothing was kept: a new secret, and everything is to be read from the log.</summary>
    public static EventIdSnapshot CreateEmpty() => new(Address: 0, RandomNumberGenerator.GetBytes(EventIdKey.SecretBytes), NextNumber: 1, []);
}
