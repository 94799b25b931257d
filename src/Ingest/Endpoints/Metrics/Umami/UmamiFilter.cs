using System.Collections.Frozen;
using Ingest.Sinks.ClickHouse.Schema;

namespace Ingest.Endpoints.Metrics.Umami;

/// <summary>Umami's filters, as <c>country=DE,FR</c> or <c>path=neq./x</c>, in the words of the views.</summary>
internal static class UmamiFilter
{
    private static readonly FrozenDictionary<string, string> Keys = new Dictionary<string, string>
    {
        ["path"] = "path",
        ["url"] = "path",
        ["referrer"] = "referrer",
        ["os"] = "os",
        ["browser"] = "browser",
        ["device"] = "device",
        ["screen"] = "screen",
        ["country"] = "country",
        ["region"] = "region",
        ["city"] = "city",
        ["hostname"] = "hostname",
        ["distinctId"] = "distinct_id",
        ["language"] = "language",
        ["event"] = "event",
        ["channel"] = "channel",
        ["entry"] = "entry",
        ["exit"] = "exit",
        ["utmSource"] = "utm_source",
        ["utmMedium"] = "utm_medium",
        ["utmCampaign"] = "utm_campaign",
        ["utmContent"] = "utm_content",
        ["utmTerm"] = "utm_term",
    }.ToFrozenDictionary();

    // What would make another question of it; left out silently the answer would be wrong.
    private static readonly FrozenSet<string> NotOffered = ["title", "query", "tag", "segment", "cohort", "eventType", "excludeBounce", "match"];

    private static readonly FrozenDictionary<string, string> Signs = new Dictionary<string, string> { ["eq"] = "", ["neq"] = "!", ["c"] = "~" }.ToFrozenDictionary();
    private static readonly string[] OtherOperators = ["dnc", "re", "nre", "s", "ns", "t", "f", "gt", "lt", "gte", "lte", "bf", "af"];

    /// <summary>Reads the filters of a query.</summary>
    /// <param name="query">The query.</param>
    /// <param name="except">Names that mean something else here.</param>
    /// <exception cref="MetricsException">One is not offered.</exception>
    public static IReadOnlyList<KeyValuePair<string, IReadOnlyList<string>>> Read(IQueryCollection query, IReadOnlyCollection<string> except)
    {
        var values = new QueryValues(query);
        var kept = new SortedDictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        foreach (var parameter in query.Keys)
        {
            var name = parameter.TrimEnd("0123456789".ToCharArray());
            if (except.Contains(name) || values.One(parameter) is not { Length: > 0 } value)
            {
                continue;
            }

            if (IsOther(name) && !IsHarmless(name, value))
            {
                throw new MetricsException(StatusCodes.Status501NotImplemented, $"The filter {QueryValues.Shown(parameter)} is not offered here.");
            }

            if (Keys.TryGetValue(name, out var key))
            {
                var (sign, texts) = ReadValue(parameter, value);
                Add(kept, parameter, sign + key, texts);
            }
        }

        return [.. kept];
    }

    // Several parameters of one key are all to hold, several values of one are any of them: the views have lists of any.
    private static void Add(SortedDictionary<string, IReadOnlyList<string>> kept, string parameter, string key, string[] texts)
    {
        if (!ViewQuery.FilterKeys.Contains(key))
        {
            throw new MetricsException(StatusCodes.Status501NotImplemented, $"The filter {QueryValues.Shown(parameter)} is not offered with this operator.");
        }

        kept[key] = kept.TryGetValue(key, out var known) ? [.. known.Concat(texts).Distinct(StringComparer.Ordinal)] : texts;
    }

    private static (string Sign, string[] Texts) ReadValue(string parameter, string value)
    {
        var dot = value.IndexOf('.', StringComparison.Ordinal);
        var mark = dot < 0 ? "" : value[..dot];
        if (OtherOperators.Contains(mark))
        {
            throw new MetricsException(StatusCodes.Status501NotImplemented, $"The filter {QueryValues.Shown(parameter)} has the operator '{mark}': eq, neq and c are offered.");
        }

        return Signs.TryGetValue(mark, out var sign)
            ? (sign, mark == "c" ? [value[(dot + 1)..]] : value[(dot + 1)..].Split(','))
            : ("", value.Split(','));
    }

    private static bool IsOther(string name) => NotOffered.Contains(name) || name is "epf" or "spf" || name.StartsWith("pf_", StringComparison.Ordinal);

    // Values that change nothing.
    private static bool IsHarmless(string name, string value) => name == "match" && value == "all" || name == "excludeBounce" && value == "false";
}
