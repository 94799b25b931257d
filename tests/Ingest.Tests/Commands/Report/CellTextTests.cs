using System.Text.Json;
using Ingest.Commands.Report;

namespace Ingest.Tests.Commands.Report;

public sealed class CellTextTests
{
    [Theory]
    [InlineData(0, "0s")]
    [InlineData(1.26, "1.3s")]
    [InlineData(59.4, "59s")]
    [InlineData(59.6, "1m 0s")]
    [InlineData(92, "1m 32s")]
    [InlineData(3725, "1h 2m")]
    [InlineData(176400, "2d 1h")]
    public void Durations_have_the_two_units_that_matter(double seconds, string expected) => Assert.Equal(expected, CellText.Duration(TimeSpan.FromSeconds(seconds)));

    [Theory]
    [InlineData("visitors", "UInt64", "12345", "12,345")]
    [InlineData("bounce_rate", "Float64", "0.18832", "18.8%")]
    [InlineData("visit_duration", "Float64", "92.4", "1m 32s")]
    [InlineData("lcp_p75", "Nullable(Float32)", "1234.56", "1234.6ms")]
    [InlineData("lcp_p75", "Nullable(Float32)", "null", "-")]
    [InlineData("cls_p75", "Nullable(Float32)", "0.125", "0.13")]
    [InlineData("revenue", "Decimal(38, 4)", "\"9.5000\"", "9.5")]
    [InlineData("country", "LowCardinality(String)", "\"DE\"", "DE")]
    [InlineData("journey", "Array(String)", "[\"path:/\",\"event:signup\"]", "path:/ → event:signup")]
    [InlineData("last_at", "DateTime64(3, 'UTC')", "\"2026-11-01 12:00:00.250\"", "2026-11-01 13:00:00")]
    [InlineData("url_path", "String", "\"/a\\u001b[31m\\u202e\\n\"", "/a·[31m··")]
    public void Values_are_shown_as_what_their_column_is(string name, string type, string value, string expected) =>
        Assert.Equal(expected, CellText.Of(JsonSerializer.Deserialize<JsonElement>(value), new ReportColumn(name, type), TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin")));

    [Theory]
    [InlineData(CellKind.Number, 110, 100, "+10.0%")]
    [InlineData(CellKind.Number, 90, 100, "-10.0%")]
    [InlineData(CellKind.Number, 5, 5, "=")]
    [InlineData(CellKind.Number, 0, 0, "=")]
    [InlineData(CellKind.Number, 5, 0, "new")]
    [InlineData(CellKind.Share, 0.25, 0.2, "+5.0 pt")]
    public void Changes_are_parts_of_the_number_before_and_points_of_a_share(object kind, double now, double before, string expected) =>
        Assert.Equal(expected, CellText.Change((CellKind)kind, now, before));
}
