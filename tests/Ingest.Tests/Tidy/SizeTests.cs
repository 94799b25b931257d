using System.Text.RegularExpressions;

namespace Ingest.Tests.Tidy;

/// <summary>The size ratchet: small files, small methods. The limits may be lowered, never raised.</summary>
public sealed partial class SizeTests
{
    private const int FileLinesMax = 400;
    private const int SourceLinesP90 = 200;
    private const int TestLinesP90 = 300;
    private const int MethodLinesMax = 70;

    [Fact]
    public void No_file_is_longer_than_400_lines()
    {
        var long_ = SourceTree.Code("src", "tests", "bench").Where(f => f.Lines.Length > FileLinesMax).Select(f => $"{f.Path}: {f.Lines.Length}");
        Assert.Empty(long_);
    }

    [Fact]
    public void Nine_of_ten_files_are_short()
    {
        Assert.InRange(Percentile90("src"), 1, SourceLinesP90);
        Assert.InRange(Percentile90("tests"), 1, TestLinesP90);
    }

    [Fact]
    public void No_method_is_longer_than_70_lines()
    {
        var long_ = SourceTree.Code("src", "tests", "bench").SelectMany(f => Blocks(f.Path, f.Lines)).Where(b => b.Lines > MethodLinesMax);
        Assert.Empty(long_.Select(b => $"{b.Place}: {b.Lines} lines"));
    }

    private static int Percentile90(string folder)
    {
        var lengths = SourceTree.Code(folder).Select(f => f.Lines.Length).Order().ToArray();
        return lengths[(int)(lengths.Length * 0.9)];
    }

    // The formatter guarantees that a block's braces stand alone at the indentation of its declaration.
    private static IEnumerable<(string Place, int Lines)> Blocks(string path, string[] lines)
    {
        for (var i = 1; i < lines.Length; i++)
        {
            var indent = lines[i].Length - 1;
            if (indent is 4 or 8 && lines[i].AsSpan().Trim().SequenceEqual("{") && !TypeDeclaration().IsMatch(Declaration(lines, i)))
            {
                var end = Array.FindIndex(lines, i, l => l.StartsWith(new string(' ', indent) + "}", StringComparison.Ordinal));
                yield return ($"{path}:{i}", end - i - 1);
            }
        }
    }

    private static string Declaration(string[] lines, int brace)
    {
        var start = brace - 1;
        while (start > 0 && lines[start - 1].Trim() is [_, ..] line && line[^1] is not (';' or '}' or '{' or ']') && !line.StartsWith("//", StringComparison.Ordinal))
        {
            start--;
        }

        return string.Join(' ', lines[start..brace]);
    }

    [GeneratedRegex(@"\b(class|struct|record|interface|enum|namespace)\b")]
    private static partial Regex TypeDeclaration();
}
