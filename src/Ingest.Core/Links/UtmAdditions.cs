using System.Text;

namespace Ingest.Core.Links;

/// <summary>The UTM parameters that a link adds to its target, each only where the target has none of that name. Null and empty mean none.</summary>
public sealed record UtmAdditions
{
    // As much as the columns of the events hold.
    private const int LengthMax = 255;

    /// <summary>Nothing to add.</summary>
    public static readonly UtmAdditions None = new();

    /// <summary><c>utm_source</c>.</summary>
    public string? Source { get; init; }

    /// <summary><c>utm_medium</c>.</summary>
    public string? Medium { get; init; }

    /// <summary><c>utm_campaign</c>.</summary>
    public string? Campaign { get; init; }

    /// <summary><c>utm_term</c>.</summary>
    public string? Term { get; init; }

    /// <summary><c>utm_content</c>.</summary>
    public string? Content { get; init; }

    private IEnumerable<(string Name, string Value)> Present =>
        ((IEnumerable<(string Name, string? Value)>)[("utm_source", Source), ("utm_medium", Medium), ("utm_campaign", Campaign), ("utm_term", Term), ("utm_content", Content)])
        .Where(one => !string.IsNullOrEmpty(one.Value))
        .Select(one => (one.Name, one.Value!));

    /// <summary>A target with the additions that it lacks, behind its query and before its fragment.</summary>
    public string AppendTo(string target)
    {
        ArgumentNullException.ThrowIfNull(target);
        var fragmentAt = target.IndexOf('#') is >= 0 and var hash ? hash : target.Length;
        var page = target.AsSpan(0, fragmentAt);
        var own = NamesOf(page);
        var separator = !page.Contains('?') ? "?" : page[^1] is '?' or '&' ? "" : "&";
        var result = new StringBuilder(target.Length).Append(page);
        foreach (var (name, value) in Present.Where(one => !own.Contains(one.Name)))
        {
            result.Append(separator).Append(name).Append('=').Append(Uri.EscapeDataString(value));
            separator = "&";
        }

        return result.Append(target, fragmentAt, target.Length - fragmentAt).ToString();
    }

    /// <summary>The same without white space around.</summary>
    internal UtmAdditions Tidy() => new() { Source = Tidy(Source), Medium = Tidy(Medium), Campaign = Tidy(Campaign), Term = Tidy(Term), Content = Tidy(Content) };

    /// <summary>What is wrong with them for a target, in words; null when nothing is.</summary>
    internal string? Fault(string target)
    {
        foreach (var (name, value) in Present)
        {
            if (value.Length > LengthMax)
            {
                return $"its {name} has {value.Length} characters, of which {LengthMax} are allowed.";
            }

            if (value.Any(char.IsControl))
            {
                return $"its {name} has control characters.";
            }
        }

        return AppendTo(target).Length is > LinkTarget.LengthMax and var length
            ? $"its target has {length} characters with its UTM additions, of which {LinkTarget.LengthMax} are allowed. Shorten one of them."
            : null;
    }

    private static string? Tidy(string? value) => value?.Trim() is [_, ..] text ? text : null;

    private static HashSet<string> NamesOf(ReadOnlySpan<char> page)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        var query = page.IndexOf('?') is >= 0 and var at ? page[(at + 1)..] : default;
        foreach (var range in query.Split('&'))
        {
            var pair = query[range];
            names.Add(Uri.UnescapeDataString(pair.IndexOf('=') is >= 0 and var end ? pair[..end] : pair));
        }

        return names;
    }
}
