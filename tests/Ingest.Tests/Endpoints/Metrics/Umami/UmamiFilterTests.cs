using Ingest.Endpoints.Metrics;
using Ingest.Endpoints.Metrics.Umami;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace Ingest.Tests.Endpoints.Metrics.Umami;

/// <summary>Umami's filters in the words of the views.</summary>
public sealed class UmamiFilterTests
{
    [Theory]
    [InlineData("?country=DE,FR", "country=DE|FR")]
    [InlineData("?path=neq./x", "!path=/x")]
    [InlineData("?referrer=c.goo,gle", "~referrer=goo,gle")]
    [InlineData("?path=eq./a.b", "path=/a.b")]
    [InlineData("?path=/a.b", "path=/a.b")]
    [InlineData("?country=DE&country1=FR&os=Linux", "country=DE|FR;os=Linux")]
    [InlineData("?utmSource=x&distinctId=y", "distinct_id=y;utm_source=x")]
    [InlineData("?startAt=1&match=all&excludeBounce=false&path=", "")]
    [InlineData("?event=c.x", "~event=x")]
    public void Are_read(string query, string expected) => Assert.Equal(
        expected, string.Join(';', UmamiFilter.Read(Of(query), []).Select(condition => $"{condition.Key}={string.Join('|', condition.Value)}")));

    [Theory]
    [InlineData("?tag=x")]
    [InlineData("?title=x")]
    [InlineData("?segment=x")]
    [InlineData("?match=any")]
    [InlineData("?excludeBounce=true")]
    [InlineData("?epf0=1.eq.plan.pro")]
    [InlineData("?pf_plan=1.eq.pro")]
    [InlineData("?path=dnc.x")]
    public void Are_refused_where_the_answer_would_be_another(string query) =>
        Assert.Equal(501, Assert.Throws<MetricsException>(() => UmamiFilter.Read(Of(query), [])).Status);

    [Fact]
    public void Are_left_to_who_reads_the_name_otherwise() => Assert.Empty(UmamiFilter.Read(Of("?event=signup"), ["event"]));

    private static QueryCollection Of(string query) => new(QueryHelpers.ParseQuery(query));
}
