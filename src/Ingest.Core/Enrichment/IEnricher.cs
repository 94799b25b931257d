using Ingest.Core.Intake;

namespace Ingest.Core.Enrichment;

/// <summary>One step of enrichment. Its name is its metric tag and the stage of what it drops.</summary>
public interface IEnricher
{
    /// <summary>Lower-case name of the step.</summary>
    string Name { get; }

    /// <summary>Fills its part of the draft, or says why the event is not stored. Called by many workers at once, each with its own context.</summary>
    RejectionReason Enrich(EnrichmentContext context);
}
