namespace Ingest.Commands.Doctor;

/// <summary>How bad a finding is.</summary>
internal enum FindingLevel
{
    /// <summary>As it should be.</summary>
    Ok,

    /// <summary>It works, and may cost speed, time or truth: look at it.</summary>
    Warning,

    /// <summary>Something does not work, or will not.</summary>
    Fault,
}
