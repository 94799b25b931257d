namespace Ingest.IntegrationTests.Metrics.Views;

/// <summary>What of the layers is built.</summary>
public enum BuildState
{
    /// <summary>Nothing: every number comes from the facts.</summary>
    Nothing,

    /// <summary>Every hour.</summary>
    All,

    /// <summary>Every hour once, then events came late, some hours were built again, and events came again.</summary>
    Some,
}
