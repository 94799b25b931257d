using System.Buffers;

namespace Ingest.Core.Links;

/// <summary>What the target of a link must be like: visitors are sent there unasked.</summary>
internal static class LinkTarget
{
    /// <summary>Most characters of a target, its additions included: what every browser takes.</summary>
    public const int LengthMax = 2_048;

    private const string Copy = "Copy it from the address bar of a browser, which percent-encodes it.";

    // Browsers read a backslash as a slash, so that the host that is seen would not be the one that is opened; no other of these may stand in a URL.
    private static readonly SearchValues<char> NotInUrls = SearchValues.Create(" \"<>\\^`{|}");

    /// <summary>What is wrong with a target, in words; null when nothing is.</summary>
    public static string? FaultOf(string target) =>
        target.Length == 0 ? "it has no target. Give the URL that it leads to, such as https://example.com/sale."
        : target.Length > LengthMax ? $"its target has {target.Length} characters, of which {LengthMax} are allowed."
        : target.Any(char.IsControl) ? $"its target has control characters. {Copy}"
        : target.FirstOrDefault(c => !char.IsAscii(c) || NotInUrls.Contains(c)) is not '\0' and var wrong ? $"its target has the character \"{wrong}\". {Copy}"
        : !target.StartsWith("http://", StringComparison.OrdinalIgnoreCase) && !target.StartsWith("https://", StringComparison.OrdinalIgnoreCase)
            ? $"its target \"{target}\" is no absolute URL of http or https. Give one such as https://example.com/sale."
        : !Uri.TryCreate(target, UriKind.Absolute, out var url) || url.Host.Length == 0 ? $"its target \"{target}\" is no URL. {Copy}"
        : HasUser(target) ? "its target has a user name or a password before the host, which every visitor would be given. Leave them out."
        : null;

    // An empty one too, which Uri drops.
    private static bool HasUser(string target)
    {
        var authority = target.AsSpan(target.IndexOf("//", StringComparison.Ordinal) + 2);
        return authority[..(authority.IndexOfAny('/', '?', '#') is >= 0 and var end ? end : authority.Length)].Contains('@');
    }
}
