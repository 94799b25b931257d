namespace Ingest.Load.Compare.Bars;

/// <summary>What a figure is held to.</summary>
/// <param name="Name">Short name, for reports.</param>
/// <param name="What">What is measured.</param>
/// <param name="Unit">Unit of figure, floor and aim; <c>×</c> for a ratio to the bare endpoint.</param>
/// <param name="Floor">What must be reached.</param>
/// <param name="Aim">What should be.</param>
internal sealed record Bar(string Name, string What, string Unit, double Floor, double Aim)
{
    /// <summary>True when less is better: the aim is below the floor.</summary>
    public bool IsLessBetter => Aim < Floor;

    /// <summary>How a figure does.</summary>
    public Verdict Judge(double value) =>
        double.IsNaN(value) ? Verdict.NotMeasured
        : Reaches(value, Aim) ? Verdict.Aim
        : Reaches(value, Floor) ? Verdict.Floor
        : Verdict.Missed;

    private bool Reaches(double value, double bound) => IsLessBetter ? value <= bound : value >= bound;
}
