namespace Ingest.Commands;

/// <summary>The names that somebody may have meant who wrote one that is not there.</summary>
internal static class NearestNames
{
    private const int NamesMax = 5;
    private const int LengthMax = 200;

    /// <summary>At most five, the nearest first: those that have the text in them, then by the number of letters that differ.</summary>
    public static IReadOnlyList<string> Of(string text, IEnumerable<string> names)
    {
        var short_ = text.Length > LengthMax ? text[..LengthMax] : text;
        return [.. names
            .Select(name => (Name: name, Distance: Distance(short_, name)))
            .OrderBy(found => found.Name.Contains(short_, StringComparison.OrdinalIgnoreCase) ? 0 : 1)
            .ThenBy(found => found.Distance)
            .ThenBy(found => found.Name, StringComparer.Ordinal)
            .Take(NamesMax)
            .Select(found => found.Name)];
    }

    // Letters to be put in, taken out or replaced: one row of the table at a time.
    private static int Distance(string from, string to)
    {
        var row = Enumerable.Range(0, to.Length + 1).ToArray();
        for (var i = 1; i <= from.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= to.Length; j++)
            {
                var replaced = diagonal + (char.ToLowerInvariant(from[i - 1]) == char.ToLowerInvariant(to[j - 1]) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(replaced, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[to.Length];
    }
}
