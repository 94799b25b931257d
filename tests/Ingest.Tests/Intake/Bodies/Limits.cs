using Ingest.Core.Intake;
using Ingest.Core.Intake.Bodies;

namespace Ingest.Tests.Intake.Bodies;

/// <summary>Limits of a body alone, with budget for any.</summary>
internal static class Limits
{
    public static BodyLimit Of(long bytesMax) => new(bytesMax, new IntakeBudget(long.MaxValue), new IntakeRequest());
}
