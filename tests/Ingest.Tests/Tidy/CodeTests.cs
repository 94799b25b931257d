using System.Text.RegularExpressions;

namespace Ingest.Tests.Tidy;

/// <summary>House rules that no analyzer holds: names, catches, leftovers.</summary>
public sealed partial class CodeTests
{
    [Fact]
    public void No_type_has_a_name_that_says_nothing() =>
        Assert.Empty(Find(EmptyName(), "src", "tests", "bench"));

    [Fact]
    public void No_catch_is_empty()
    {
        var empty = SourceTree.Code("src", "tests", "bench").Where(f => EmptyCatch().IsMatch(string.Join('\n', f.Lines))).Select(f => f.Path);
        Assert.Empty(empty);
    }

    [Fact]
    public void Nothing_is_left_for_later() =>
        Assert.DoesNotContain(Find(Leftover(), "src", "tests", "bench"), place => !place.Contains("/Tidy/", StringComparison.Ordinal));

    [Fact]
    public void No_region_hides_size() =>
        Assert.Empty(Find(Region(), "src", "tests", "bench"));

    [Fact]
    public void Partial_is_for_source_generators_only()
    {
        var partial = SourceTree.Code("src", "tests", "bench")
            .Select(f => (f.Path, Text: string.Join('\n', f.Lines)))
            .Where(f => PartialType().IsMatch(f.Text) && !Generator().IsMatch(f.Text))
            .Select(f => f.Path);
        Assert.Empty(partial);
    }

    [Fact]
    public void Every_interface_has_two_implementations()
    {
        var text = string.Join('\n', SourceTree.Code("src", "tests").SelectMany(f => f.Lines));
        var lonely = Interface().Matches(text).Select(m => m.Groups[1].Value)
            .Where(name => Regex.Count(text, $@"\b(class|struct|record)\b[^{{;]*[:,]\s*{name}\b", RegexOptions.None, TimeSpan.FromSeconds(30)) < 2);
        Assert.Empty(lonely);
    }

    private static IEnumerable<string> Find(Regex pattern, params string[] folders) =>
        from file in SourceTree.Code(folders)
        from line in file.Lines.Index()
        where pattern.IsMatch(line.Item)
        select $"{file.Path}:{line.Index + 1}: {line.Item.Trim()}";

    [GeneratedRegex(@"\b(class|struct|record|interface|enum)\s+\w*(Manager|Helper|Helpers|Util|Utils|Common|Base|Impl|Data|Info)\b")]
    private static partial Regex EmptyName();

    [GeneratedRegex(@"catch\s*(\([^)]*\))?\s*(when\s*\([^{]*\))?\s*\{\s*\}")]
    private static partial Regex EmptyCatch();

    [GeneratedRegex(@"\b(TODO|FIXME|HACK|XXX)\b|NotImplementedException")]
    private static partial Regex Leftover();

    [GeneratedRegex(@"^\s*#region")]
    private static partial Regex Region();

    [GeneratedRegex(@"\bpartial (class|struct|record|interface)\b")]
    private static partial Regex PartialType();

    [GeneratedRegex(@"\[(LoggerMessage|GeneratedRegex|LibraryImport|JsonSerializable)\b")]
    private static partial Regex Generator();

    [GeneratedRegex(@"\binterface (I[A-Z]\w*)")]
    private static partial Regex Interface();
}
