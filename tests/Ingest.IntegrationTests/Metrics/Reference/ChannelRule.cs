using System.Text.RegularExpressions;

namespace Ingest.IntegrationTests.Metrics.Reference;

/// <summary>A rule of <c>metadata_channel_rule</c>: it fits when every pattern that is not empty is found.</summary>
internal sealed record ChannelRule(string Channel, string ClickId, string Medium, string Source)
{
    private const RegexOptions Options = RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.Singleline;

    public bool Fits(IReadOnlyDictionary<string, string> visit) =>
        IsFound(ClickId, visit["click_id"])
        && IsFound(Medium, visit["utm_medium"])
        && IsFound(Source, visit["utm_source"] is [_, ..] source ? source : visit["referrer"]);

    private static bool IsFound(string pattern, string text) => pattern == "" || Regex.IsMatch(text, pattern, Options, TimeSpan.FromSeconds(10));
}
