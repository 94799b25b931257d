namespace Ingest.Commands.Doctor;

/// <summary>What one check has found.</summary>
/// <param name="Check">Name of what was looked at.</param>
/// <param name="Level">How bad it is.</param>
/// <param name="Measured">The figure or the state, for a person.</param>
/// <param name="Remedy">What to do; null when there is nothing to do.</param>
internal sealed record Finding(string Check, FindingLevel Level, string Measured, string? Remedy)
{
    /// <summary>As it should be.</summary>
    public static Finding Ok(string check, string measured) => new(check, FindingLevel.Ok, measured, Remedy: null);

    /// <summary>To be looked at.</summary>
    public static Finding Warning(string check, string measured, string remedy) => new(check, FindingLevel.Warning, measured, remedy);

    /// <summary>To be mended.</summary>
    public static Finding Fault(string check, string measured, string remedy) => new(check, FindingLevel.Fault, measured, remedy);
}
