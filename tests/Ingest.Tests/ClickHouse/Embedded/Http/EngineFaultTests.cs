using Ingest.ClickHouse.Embedded.Http;

namespace Ingest.Tests.ClickHouse.Embedded.Http;

public sealed class EngineFaultTests
{
    [Theory]
    [InlineData("Code: 60. DB::Exception: No t. (UNKNOWN_TABLE)", 60, "No t. (UNKNOWN_TABLE)")]
    [InlineData("Code: 115. DB::Exception: Code: 115. DB::Exception: Unknown setting 'x'. (UNKNOWN_SETTING) (version 26.5.1.1). (UNKNOWN_SETTING)", 115, "Unknown setting 'x'. (UNKNOWN_SETTING)")]
    [InlineData("Code: 1002. DB::Exception: Code: 76. DB::ErrnoException: Cannot open. (CANNOT_OPEN_FILE)", 76, "Cannot open. (CANNOT_OPEN_FILE)")]
    [InlineData("Something else", 1002, "Something else")]
    public void Code_and_words_are_read_once(string text, int code, string message)
    {
        var fault = EngineFaultException.Parse(text);

        Assert.Equal((code, message), (fault.Code, fault.Message));
        Assert.Equal($"Code: {code}. DB::Exception: {message} (version 26.5 (official build))\n", fault.ToText("26.5"));
    }

    [Theory]
    [InlineData(62, 400)]
    [InlineData(60, 404)]
    [InlineData(194, 401)]
    [InlineData(516, 403)]
    [InlineData(229, 413)]
    [InlineData(159, 408)]
    [InlineData(241, 500)]
    public void Codes_have_the_status_of_a_server(int code, int status) => Assert.Equal(status, StatusByCode.Of(code));
}
