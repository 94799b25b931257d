namespace Ingest.Commands.Demo;

/// <summary>What a demonstration is told.</summary>
/// <param name="Days">Days of history.</param>
/// <param name="VisitsPerDay">Visits a day, both sites together.</param>
/// <param name="Seed">Another seed is other traffic.</param>
/// <param name="IsLive">True to go on with visits of the present once the history is in.</param>
/// <param name="EndsAfterHistory">True to stop the server once the history is in.</param>
internal sealed record DemoOptions(int Days, int VisitsPerDay, ulong Seed, bool IsLive, bool EndsAfterHistory);
