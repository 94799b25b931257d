namespace Ingest.Commands.Lake.Export;

/// <summary>A type as ClickHouse writes it, taken apart: <c>Map(LowCardinality(String), UInt8)</c>.</summary>
/// <param name="Name">Its name alone.</param>
/// <param name="Arguments">What stands in its parentheses, each as text.</param>
internal sealed record ClickHouseType(string Name, IReadOnlyList<string> Arguments)
{
    /// <summary>The type of an argument.</summary>
    public ClickHouseType this[int argument] => Parse(Arguments[argument]);

    /// <summary>Takes a type apart. One that is odd has a name that nothing is made of.</summary>
    public static ClickHouseType Parse(string text)
    {
        var type = text.Trim();
        var open = type.IndexOf('(', StringComparison.Ordinal);
        return open < 0 || type[^1] != ')' ? new ClickHouseType(type, []) : new ClickHouseType(type[..open], Split(type[(open + 1)..^1]));
    }

    /// <summary>The names and types of a tuple's elements; null when they have no names, or names that are no words.</summary>
    public IReadOnlyList<(string Name, string Type)>? NamedElements()
    {
        var elements = new List<(string, string)>();
        foreach (var argument in Arguments)
        {
            var space = argument.IndexOf(' ', StringComparison.Ordinal);
            if (Name != "Tuple" || space < 0 || !argument.AsSpan(0, space).ToString().All(c => char.IsAsciiLetterOrDigit(c) || c == '_'))
            {
                return null;
            }

            elements.Add((argument[..space], argument[space..].Trim()));
        }

        return elements.Count == 0 ? null : elements;
    }

    // At the commas that are in no further parentheses and no quoted text.
    private static List<string> Split(string text)
    {
        var parts = new List<string>();
        var (start, depth, quoted) = (0, 0, false);
        for (var i = 0; i < text.Length; i++)
        {
            switch (text[i])
            {
                case '\\' when quoted:
                    i++;
                    break;
                case '\'':
                    quoted = !quoted;
                    break;
                case '(' when !quoted:
                    depth++;
                    break;
                case ')' when !quoted:
                    depth--;
                    break;
                case ',' when !quoted && depth == 0:
                    parts.Add(text[start..i].Trim());
                    start = i + 1;
                    break;
                default:
                    break;
            }
        }

        parts.Add(text[start..].Trim());
        return parts;
    }
}
