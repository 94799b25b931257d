using Ingest.ClickHouse.Embedded;
using Ingest.ClickHouse.Embedded.Http;

namespace Ingest.Tests.ClickHouse.Embedded.Http;

public sealed class QueryLimitsTests
{
    private readonly QueryLimits _limits = new(
        new EmbeddedServerOptions { Path = "x", Analyst = new AnalystLimits { Duration = TimeSpan.FromSeconds(30), ResultRowsMax = 1000 } },
        memoryBytesMax: 4000);

    [Fact]
    public void The_analyst_starts_limited_and_readonly_comes_last()
    {
        var settings = Of(EngineUser.Analyst);

        Assert.Equal("30", settings["max_execution_time"]);
        Assert.Equal("1000", settings["max_memory_usage"]);
        Assert.Equal("1000", settings["max_result_rows"]);
        Assert.Equal("mark", settings["log_comment"]);
        Assert.Equal("readonly", settings.Last().Key);
        Assert.Equal("1", settings.Last().Value);
    }

    [Theory]
    [InlineData("max_execution_time", "5", "5")]
    [InlineData("max_execution_time", "30", "30")]
    [InlineData("output_format_json_quote_64bit_integers", "1", "1")]
    [InlineData("readonly", "0", "1")]
    public void The_analyst_may_lower_a_limit_and_shape_the_result(string name, string value, string effective) =>
        Assert.Equal(effective, Of(EngineUser.Analyst, name, value)[name]);

    [Theory]
    [InlineData("max_execution_time", "31")]
    [InlineData("max_execution_time", "0")]
    [InlineData("max_memory_usage", "-1")]
    [InlineData("max_result_rows", "NaN")]
    [InlineData("max_rows_to_read", "1")]
    [InlineData("format_schema", "/etc/passwd")]
    [InlineData("output_format_schema", "/tmp/x")]
    [InlineData("format_template_resultset", "/etc/passwd")]
    public void Anything_else_is_refused_to_the_analyst(string name, string value) =>
        Assert.Equal(164, Assert.Throws<EngineFaultException>(() => Of(EngineUser.Analyst, name, value)).Code);

    [Fact]
    public void The_server_has_all_cores_while_nobody_else_asks()
    {
        var (all, half) = ($"{Environment.ProcessorCount}", $"{Math.Max(1, Environment.ProcessorCount / 2)}");
        Assert.Equal(all, Of(EngineUser.Reader)["max_threads"]);
        Assert.Equal(half, Of(EngineUser.Reader, isAlone: false)["max_threads"]);
        Assert.Equal(half, Of(EngineUser.Analyst)["max_threads"]);
    }

    [Fact]
    public void A_get_of_the_writer_is_readonly_unless_they_say_so_themselves()
    {
        Assert.Equal("2", Of(EngineUser.Writer, safeMethod: true)["readonly"]);
        Assert.Equal("1", Of(EngineUser.Writer, "readonly", "1", safeMethod: true)["readonly"]);
        Assert.False(Of(EngineUser.Writer).ContainsKey("readonly"));
    }

    [Fact]
    public void A_setting_whose_name_is_no_name_never_becomes_sql()
    {
        Assert.Equal(115, Assert.Throws<EngineFaultException>(() => QueryParameters.SetClause([new("a=1,readonly", "0")])).Code);
        Assert.Equal("SET a = 'it\\'s', b = '\\\\'", QueryParameters.SetClause([new("a", "it's"), new("b", "\\")]));
    }

    private Dictionary<string, string> Of(EngineUser user, string? name = null, string value = "", bool safeMethod = false, bool isAlone = true) =>
        _limits.Prelude(user, isAlone, safeMethod, "mark", name is null ? [] : [new(name, value)]).ToDictionary(StringComparer.Ordinal);
}
