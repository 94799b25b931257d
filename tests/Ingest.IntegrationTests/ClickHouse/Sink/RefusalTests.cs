using Ingest.Core.Events;
using Ingest.Core.Sinks;

namespace Ingest.IntegrationTests.ClickHouse.Sink;

/// <summary>What the real engine refuses for its data is told from what every row would meet.</summary>
[Collection(EngineCollection.Name)]
public sealed class RefusalTests(EmbeddedEngine engine)
{
    [Theory]
    [InlineData("ADD CONSTRAINT short CHECK length(url_path) < 10", DeliveryKind.Refused, "code 469")]
    [InlineData("MODIFY COLUMN url_query Int64", DeliveryKind.Refused, "code 6:")]
    [InlineData("MODIFY COLUMN url_query UUID", DeliveryKind.Refused, "code 376")]
    [InlineData("MODIFY COLUMN url_query FixedString(4)", DeliveryKind.Refused, "code 131")]
    [InlineData("MODIFY COLUMN url_query Enum8('x' = 1)", DeliveryKind.Refused, "code 691")]
    [InlineData("MODIFY COLUMN url_query IPv4", DeliveryKind.Refused, "code 675")]
    [InlineData("DROP COLUMN gclid", DeliveryKind.Retry, "code 16:")]
    public async Task A_changed_table(string change, DeliveryKind kind, string words)
    {
        using var database = await SinkDatabase.CreateAsync(engine);
        await database.QueryAsync($"ALTER TABLE $.fact_event {change}");
        var row = new EventRow { Path = "/a-long-path" }.With(TextField.UrlQuery, "text-that-is-long");
        var outcome = await database.Sink.DeliverAsync(EventRow.Batch(row), SinkDatabase.NewRange(), TestContext.Current.CancellationToken);
        Assert.True(outcome.Kind == kind, outcome.Error);
        Assert.Contains(words, outcome.Error, StringComparison.Ordinal);
    }

    // The numbers are ClickHouse's own, and do not change; that they are the ones that are meant is asked for here.
    [Theory]
    [InlineData(25, "CANNOT_PARSE_ESCAPE_SEQUENCE")]
    [InlineData(70, "CANNOT_CONVERT_TYPE")]
    [InlineData(190, "SIZES_OF_ARRAYS_DONT_MATCH")]
    [InlineData(321, "VALUE_IS_OUT_OF_RANGE_OF_DATA_TYPE")]
    [InlineData(349, "CANNOT_INSERT_NULL_IN_ORDINARY_COLUMN")]
    [InlineData(407, "DECIMAL_OVERFLOW")]
    [InlineData(441, "CANNOT_PARSE_DOMAIN_VALUE_FROM_STRING")]
    [InlineData(467, "CANNOT_PARSE_BOOL")]
    [InlineData(676, "CANNOT_PARSE_IPV6")]
    public async Task A_code_is_the_one_that_is_meant(int code, string name)
    {
        using var database = SinkDatabase.WithoutSchema(engine);
        Assert.Equal([name], await database.QueryAsync($"SELECT errorCodeToName({code})"));
    }
}
