namespace Ingest.IntegrationTests.Metrics.Reference;

/// <summary>An event as one of a visit.</summary>
/// <param name="Fact">The event.</param>
/// <param name="Part">The part of the visit that has it.</param>
/// <param name="IsFirst">True for the one with which the visit begins.</param>
internal sealed record Moment(Fact Fact, VisitPart Part, bool IsFirst);
