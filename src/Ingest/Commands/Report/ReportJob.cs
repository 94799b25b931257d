using Ingest.Core.Sites;

namespace Ingest.Commands.Report;

/// <summary>A request, and where it is asked.</summary>
/// <param name="Endpoint">ClickHouse's address.</param>
/// <param name="Site">Id, name and zone of the site.</param>
/// <param name="Request">What is asked for.</param>
internal sealed record ReportJob(Uri Endpoint, Site Site, ReportRequest Request)
{
    private const string MomentFormat = "yyyy-MM-dd HH:mm";

    /// <summary>What stands above the answer.</summary>
    public string Title(bool isCompared)
    {
        var parameters = ReportQuery.ParametersOf(Request.View);
        var range = parameters.Contains("since") ? $"{Moment(Request.Range.Since)} to {Moment(Request.Range.Until)}" : $"before {Moment(Request.Range.Until)}";
        var by = parameters.Contains("unit") ? $", by {TimeBuckets.NameOf(Request.Unit)}" : "";
        var before = isCompared ? $", compared with {Moment(Request.Range.PreviousSince)} to {Moment(Request.Range.PreviousUntil)}" : "";
        return $"{ReportCatalogue.ShortNameOf(Request.View)} of {CellText.Clean(Site.Name)}, {range} {Request.Zone.Id}{by}{before}";
    }

    private string Moment(DateTimeOffset time) => ZonedTime.ToLocal(time, Request.Zone).ToString(MomentFormat, System.Globalization.CultureInfo.InvariantCulture);
}
