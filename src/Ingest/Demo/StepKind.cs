namespace Ingest.Demo;

/// <summary>What a visitor's page sends.</summary>
internal enum StepKind
{
    /// <summary>A page view.</summary>
    View,

    /// <summary>A custom event.</summary>
    Custom,

    /// <summary>Measurements of a page.</summary>
    Performance,

    /// <summary>Who the visitor is.</summary>
    Identify,
}
