namespace Ingest.Load.Compare.Bars;

/// <summary>How a figure does against its bar.</summary>
internal enum Verdict
{
    /// <summary>There is no figure: its scenario was not run, or failed.</summary>
    NotMeasured,

    /// <summary>Below the floor.</summary>
    Missed,

    /// <summary>The floor is reached, the aim is not.</summary>
    Floor,

    /// <summary>The aim is reached.</summary>
    Aim,
}
