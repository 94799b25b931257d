namespace Ingest.Endpoints.Metrics;

/// <summary>The half-open time that a question is about.</summary>
/// <param name="Since">Its first moment.</param>
/// <param name="Until">The first moment behind it.</param>
internal readonly record struct TimeRange(DateTimeOffset Since, DateTimeOffset Until)
{
    /// <summary>The interval that a chart of it is read best in: some ten to some hundred. Days have an hour more where a clock is set back.</summary>
    public string Unit => (Until - Since).TotalHours switch
    {
        <= 4 => "minute",
        <= (4 * 24) + 1 => "hour",
        <= (120 * 24) + 1 => "day",
        <= 5 * 366 * 24 => "month",
        _ => "year",
    };
}
