using System.Globalization;

namespace Ingest.Endpoints.Metrics;

/// <summary>The query of a URL: values by name, each fault told by the name.</summary>
internal sealed class QueryValues(IQueryCollection query)
{
    private const int LengthMax = 1000;

    /// <summary>Refuses names that are not known here: a misspelt one would be an answer to another question.</summary>
    public void Allow(IReadOnlyCollection<string> names)
    {
        foreach (var name in query.Keys)
        {
            if (!names.Contains(name))
            {
                throw MetricsException.Parameter(Shown(name), $"there is no such parameter here. There are {string.Join(", ", names)}.");
            }
        }
    }

    /// <summary>The one value of a name; null when there is none.</summary>
    public string? One(string name) => Many(name, countMax: 1) is [var value] ? value : null;

    /// <summary>All values of a name.</summary>
    public IReadOnlyList<string> Many(string name, int countMax)
    {
        var values = query[name];
        if (values.Count > countMax)
        {
            throw MetricsException.Parameter(name, countMax == 1 ? "say it once." : $"there are {values.Count}: say at most {countMax}.");
        }

        return [.. values.Select(value => Text(name, value ?? ""))];
    }

    /// <summary>A whole number; the default when there is none.</summary>
    public int Number(string name, int min, int max, int ifNone)
    {
        if (One(name) is not { } text)
        {
            return ifNone;
        }

        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= min && number <= max
            ? number
            : throw MetricsException.Parameter(name, $"'{Shown(text)}' is no whole number from {min} to {max}.");
    }

    /// <summary>A value as it may be repeated in an answer: cut.</summary>
    public static string Shown(string value) => value.Length <= 100 ? value : value[..100] + "…";

    // A zero byte is in no text that is stored, and ends one in some places that it would go through.
    private static string Text(string name, string value) => value.Length > LengthMax || value.Contains('\0', StringComparison.Ordinal)
        ? throw MetricsException.Parameter(name, $"a value has at most {LengthMax} characters, and no zero byte.")
        : value;
}
