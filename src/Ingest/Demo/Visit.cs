namespace Ingest.Demo;

/// <summary>One visit from its first page to its last message, within one clock hour: the server ends a visit without a token there.</summary>
/// <param name="Site">What is visited.</param>
/// <param name="Visitor">Who visits.</param>
/// <param name="Source">What brought him.</param>
/// <param name="Seed">Seed of the ids of its messages.</param>
/// <param name="StartsAt">When, in whole seconds.</param>
/// <param name="Steps">Its messages in order of time; at least one.</param>
internal sealed record Visit(DemoSite Site, Visitor Visitor, Source Source, ulong Seed, DateTimeOffset StartsAt, IReadOnlyList<VisitStep> Steps)
{
    /// <summary>When its last message was sent.</summary>
    public DateTimeOffset EndsAt => StartsAt.AddSeconds(Steps[^1].Second);
}
