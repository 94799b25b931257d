namespace Ingest.IntegrationTests.Metrics.Reference;

/// <summary>A count of events that were not stored.</summary>
internal sealed record Rejection(Guid Site, Guid Record, DateTimeOffset Minute, string Stage, string Reason, long Events);
