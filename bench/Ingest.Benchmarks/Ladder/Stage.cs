namespace Ingest.Benchmarks.Ladder;

/// <summary>How far an event is taken.</summary>
internal enum Stage
{
    /// <summary>Parsed and validated, which is one pass.</summary>
    Parse,

    /// <summary>Through all steps of enrichment, without a location database.</summary>
    Enrich,

    /// <summary>Through all steps, with a location database.</summary>
    EnrichWithLocation,

    /// <summary>And made a record of the log.</summary>
    Encode,

    /// <summary>And appended to the log, in memory.</summary>
    Append,
}
