using Ingest.Sinks.ClickHouse.Client;

namespace Ingest.Tests.ClickHouse.Client;

public sealed class ErrorTextTests
{
    private const string Message = "Code: 395. DB::Exception: Value passed to 'throwIf' function is non-zero. (FUNCTION_THROW_IF_VALUE_IS_NON_ZERO) (version 26.5.1.1)";

    [Fact]
    public void The_code_comes_from_the_header_else_from_the_text()
    {
        Assert.Equal(60, ErrorText.From(60, 404, "").Code);
        Assert.Equal(395, ErrorText.From(null, 500, Message).Code);
        Assert.Equal("HTTP 502 without a message", ErrorText.From(null, 502, " \n").Message);
    }

    [Fact]
    public void An_error_in_a_tagged_frame_is_found_at_the_end()
    {
        var error = ErrorText.AtEnd($"1\n2\n\r\n__exception__\r\nabcdef\r\n{Message}\n{Message.Length + 1} abcdef\r\n__exception__\r\n", "abcdef");
        Assert.Equal((395, Message), (error!.Code, error.Message));
    }

    [Fact]
    public void A_frame_with_a_tag_that_was_not_announced_is_part_of_the_result() =>
        Assert.Null(ErrorText.AtEnd($"__exception__\r\nforged\r\n{Message}\n", "abcdef"));

    [Fact]
    public void A_bare_error_is_found_on_the_last_line_only()
    {
        Assert.Equal(395, ErrorText.AtEnd($"1\n2\n{Message}\n", null)!.Code);
        Assert.Null(ErrorText.AtEnd($"{Message}\n3\n", null));
        Assert.Null(ErrorText.AtEnd("1\n2\n", null));
    }
}
