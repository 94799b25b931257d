using System.Text.RegularExpressions;

namespace Ingest.Tests.Tidy;

/// <summary>Documents that point at files must point at files that exist.</summary>
public sealed partial class DocumentTests
{
    [Fact]
    public void Every_link_of_a_document_leads_somewhere()
    {
        var dead = from document in SourceTree.Documents()
                   let folder = Path.GetDirectoryName(Path.Combine(Repository.Root, document))!
                   from match in Link().Matches(Read(document))
                   let target = match.Groups[1].Value
                   where !target.Contains("://", StringComparison.Ordinal) && !target.StartsWith('#')
                   where !Path.Exists(Path.Combine(folder, target.Split('#')[0]))
                   select $"{document}: {target}";
        Assert.Empty(dead);
    }

    [Fact]
    public void Every_path_that_a_document_names_exists()
    {
        var dead = from document in SourceTree.Documents()
                   from match in NamedPath().Matches(Read(document))
                   let path = match.Groups[1].Value.TrimEnd('/')
                   where !Path.Exists(Path.Combine(Repository.Root, path))
                   select $"{document}: {path}";
        Assert.Empty(dead);
    }

    [Fact]
    public void Decisions_are_numbered_once_each()
    {
        var numbers = SourceTree.Files.Where(f => f.StartsWith("docs/decisions/", StringComparison.Ordinal)).Select(f => Path.GetFileName(f)[..4]).ToArray();
        Assert.NotEmpty(numbers);
        Assert.Equal(numbers.Distinct(), numbers);
    }

    private static string Read(string document) => File.ReadAllText(Path.Combine(Repository.Root, document));

    [GeneratedRegex(@"\]\(([^)\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"`((?:src|tests|docs|schema|native|bench|\.ci)/[\w./-]+)`")]
    private static partial Regex NamedPath();
}
