using Ingest.Core.Sites;

namespace Ingest.Endpoints.Metrics;

/// <summary>How far a range lies from the one before it: a stretch of real time, or days or months of a calendar.</summary>
/// <param name="Time">The stretch; zero for one of the calendar.</param>
/// <param name="Days">Days.</param>
/// <param name="Months">Months.</param>
internal readonly record struct RangeStep(TimeSpan Time = default, int Days = 0, int Months = 0)
{
    /// <summary>The moment so far before another, by the clock of a zone where it is of the calendar.</summary>
    public DateTimeOffset Before(DateTimeOffset moment, TimeZoneInfo zone) => Time > TimeSpan.Zero
        ? moment - Time
        : ZonedTime.ToInstant(ZonedTime.ToLocal(moment, zone).AddDays(-Days).AddMonths(-Months), zone);
}
