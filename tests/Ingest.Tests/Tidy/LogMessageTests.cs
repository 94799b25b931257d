using System.Text.RegularExpressions;

namespace Ingest.Tests.Tidy;

/// <summary>Every message that an operator may have to act on is explained in docs/metrics.md, and nothing else is.</summary>
public sealed partial class LogMessageTests
{
    [Fact]
    public void Every_warning_and_error_is_explained()
    {
        var inCode = from file in SourceTree.Code("src")
                     from attribute in Attribute().Matches(string.Join('\n', file.Lines))
                     let level = Level().Match(attribute.Value).Groups[1].Value
                     where level is "Warning" or "Error" or "Critical"
                     select $"| {level} | `{string.Concat(Text().Matches(attribute.Value).Select(m => m.Groups[1].Value))}` |";
        var inDocument = from line in File.ReadAllLines(Path.Combine(Repository.Root, "docs", "metrics.md"))
                         let row = Row().Match(line)
                         where row.Success
                         select row.Value;
        Assert.Equal(inCode.Order(StringComparer.Ordinal), inDocument.Order(StringComparer.Ordinal));
    }

    [GeneratedRegex(@"\[LoggerMessage\((.*?)\)\]\s*\n", RegexOptions.Singleline)]
    private static partial Regex Attribute();

    [GeneratedRegex(@"LogLevel\.(\w+)")]
    private static partial Regex Level();

    [GeneratedRegex("\"((?:[^\"\\\\]|\\\\.)*)\"")]
    private static partial Regex Text();

    [GeneratedRegex(@"^\| (Warning|Error|Critical) \| `.*?` \|")]
    private static partial Regex Row();
}
