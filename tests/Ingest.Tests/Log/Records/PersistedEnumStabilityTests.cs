using Ingest.Core.Events;
using Xunit;

namespace Ingest.Tests.Log.Records;

/// <summary>
/// These numbers are in logs and tables on disk. Append a new member here and in the enum; never change or remove a line.
/// </summary>
public sealed class PersistedEnumStabilityTests
{
    [Fact]
    public void EventType_is_frozen() => AssertFrozen<EventType>(
        "Pageview=1 Custom=2 Link=3 Pixel=4 Performance=5 Identify=6 Rejections=7 Canary=8 Bot=9");

    [Fact]
    public void DataValueType_is_frozen() => AssertFrozen<DataValueType>("Text=1 Number=2 Boolean=3 Date=4 Json=5");

    [Fact]
    public void VitalField_is_frozen() => AssertFrozen<VitalField>("Lcp=0 Inp=1 Cls=2 Fcp=3 Ttfb=4");

    [Fact]
    public void TextField_is_frozen() => AssertFrozen<TextField>(
        "EventName=0 Hostname=1 UrlPath=2 UrlQuery=3 PageTitle=4 ReferrerPath=5 ReferrerQuery=6 ReferrerDomain=7 UtmSource=8 UtmMedium=9 "
        + "UtmCampaign=10 UtmContent=11 UtmTerm=12 Gclid=13 Fbclid=14 Msclkid=15 Ttclid=16 LiFatId=17 Twclid=18 Browser=19 Os=20 Device=21 "
        + "Screen=22 Language=23 Country=24 Region=25 City=26 Tag=27 DistinctId=28 Currency=29");

    // The presence bitmaps of the record have 64 bits for texts and 8 for vitals; a value's type has seven bits.
    [Fact]
    public void The_enums_fit_the_record()
    {
        Assert.All(Enum.GetValues<TextField>(), field => Assert.InRange((int)field, 0, 63));
        Assert.All(Enum.GetValues<VitalField>(), field => Assert.InRange((int)field, 0, 7));
        Assert.All(Enum.GetValues<DataValueType>(), type => Assert.InRange((int)type, 0, 127));
    }

    private static void AssertFrozen<T>(string expected)
        where T : struct, Enum =>
        Assert.Equal(expected, string.Join(' ', Enum.GetValues<T>().Select(value => $"{value}={Convert.ToByte(value)}")));
}
