using System.Text.RegularExpressions;

namespace Ingest.Core.Enrichment.Clients;

/// <summary>
/// The patterns of npm's isbot, which the build takes out of the installed package. A user agent that matches one is a bot's.
/// </summary>
/// <remarks>
/// One pass of a linear-time automaton (8 µs, against 104 µs for a compiled alternation) decides; only a bot's user agent is then matched
/// pattern by pattern, to name the rule. The few patterns with lookarounds, which the automaton cannot have, are a second expression.
/// </remarks>
internal sealed class BotPatterns
{
    private const string ResourceName = "bot-patterns.txt";
    private const RegexOptions Options = RegexOptions.IgnoreCase | RegexOptions.CultureInvariant;

    // None of the patterns backtracks more than quadratically in the capped length; the limit is for those of a later version.
    private static readonly TimeSpan MatchTimeMax = TimeSpan.FromSeconds(1);

    private readonly Regex _linear;
    private readonly Regex _lookaround;
    private readonly Regex[] _each;

    public BotPatterns(IReadOnlyList<string> patterns)
    {
        var lookaround = patterns.Where(HasLookaround).ToArray();
        _linear = new Regex(Alternation(patterns.Except(lookaround)), Options | RegexOptions.NonBacktracking, MatchTimeMax);
        _lookaround = new Regex(Alternation(lookaround), Options, MatchTimeMax);
        _each = [.. patterns.Select(pattern => new Regex(pattern, Options, MatchTimeMax))];
    }

    /// <summary>The patterns that the build embedded.</summary>
    public static IReadOnlyList<string> Embedded { get; } = ReadEmbedded();

    /// <summary>Text of the first pattern that matches; null when none does, or when the user agent is empty.</summary>
    public string? Find(ReadOnlySpan<byte> userAgent)
    {
        Span<char> buffer = stackalloc char[UserAgentCache.ExaminedBytesMax];
        var text = buffer[..JavaScriptText.Fold(userAgent, buffer)];
        return text.IsEmpty ? null : Find(text);
    }

    private string? Find(ReadOnlySpan<char> text)
    {
        try
        {
            return _linear.IsMatch(text) || _lookaround.IsMatch(text) ? FirstMatch(text) : null;
        }
        catch (RegexMatchTimeoutException)
        {
            // An event is rather kept than lost; the length cap makes this unreachable with the patterns of today.
            return null;
        }
    }

    private string? FirstMatch(ReadOnlySpan<char> text)
    {
        foreach (var pattern in _each)
        {
            if (pattern.IsMatch(text))
            {
                return pattern.ToString();
            }
        }

        return null;
    }

    private static bool HasLookaround(string pattern) =>
        pattern.Contains("(?=", StringComparison.Ordinal) || pattern.Contains("(?!", StringComparison.Ordinal) ||
        pattern.Contains("(?<", StringComparison.Ordinal);

    // An empty alternation would match everything; this one matches nothing.
    private static string Alternation(IEnumerable<string> patterns) =>
        string.Join('|', patterns.Select(pattern => $"(?:{pattern})").DefaultIfEmpty(@"\b\B"));

    private static List<string> ReadEmbedded()
    {
        using var stream = typeof(BotPatterns).Assembly.GetManifestResourceStream(ResourceName)
            ?? throw new InvalidOperationException($"The resource {ResourceName} is missing: the build did not embed isbot's patterns.");
        using var reader = new StreamReader(stream);
        var patterns = new List<string>();
        while (reader.ReadLine() is { } line)
        {
            patterns.Add(line);
        }

        return patterns;
    }
}
