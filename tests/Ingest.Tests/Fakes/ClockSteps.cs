namespace Ingest.Tests.Fakes;

/// <summary>The steps by which tests set the wall clock: an hour, as a wrong time zone does, and a year, as an empty battery does; forward and back.</summary>
internal static class ClockSteps
{
    private const int HoursOfYear = 365 * 24;

    public static TheoryData<TimeSpan> All { get; } =
        new(new[] { 1, -1, HoursOfYear, -HoursOfYear }.Select(hours => TimeSpan.FromHours(hours)));
}
