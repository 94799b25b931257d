using Ingest.Sinks.ClickHouse.Client;

namespace Ingest.Tests.ClickHouse.Client;

/// <summary>Values in ClickHouse's text form.</summary>
public sealed class ClickHouseTextTests
{
    [Fact]
    public void Escapes_what_would_end_a_value()
    {
        Assert.Equal("""it's \\ a\tb\nc\rd\0""", ClickHouseText.Of("it's \\ a\tb\nc\rd\0"));
        Assert.Equal("""['it\'s','\\','']""", ClickHouseText.List(["it's", "\\", ""]));
        Assert.Equal("[]", ClickHouseText.List([]));
        Assert.Equal("""{'country':['DE','FR'],'!path':['/\']']}""", ClickHouseText.Map([new("country", ["DE", "FR"]), new("!path", ["/']"])]));
        Assert.Equal("{}", ClickHouseText.Map([]));
    }
}
