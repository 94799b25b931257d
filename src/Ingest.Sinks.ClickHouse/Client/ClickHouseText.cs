using System.Globalization;
using System.Text;

namespace Ingest.Sinks.ClickHouse.Client;

/// <summary>Values as the query parameters of ClickHouse's HTTP interface have them: its text form with escapes.</summary>
public static class ClickHouseText
{
    /// <summary>A text by itself.</summary>
    public static string Of(string value)
    {
        ArgumentNullException.ThrowIfNull(value);
        return Escape(value, quote: false);
    }

    /// <summary>A list of texts.</summary>
    public static string List(IEnumerable<string> values) => $"[{string.Join(',', values.Select(value => $"'{Escape(value, quote: true)}'"))}]";

    /// <summary>Lists of texts by name.</summary>
    public static string Map(IEnumerable<KeyValuePair<string, IReadOnlyList<string>>> lists) =>
        $"{{{string.Join(',', lists.Select(list => $"'{Escape(list.Key, quote: true)}':{List(list.Value)}"))}}}";

    /// <summary>A moment, to the millisecond, UTC.</summary>
    public static string Of(DateTimeOffset moment) => moment.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss.fff", CultureInfo.InvariantCulture);

    private static string Escape(string value, bool quote)
    {
        var text = new StringBuilder(value.Length + 8);
        foreach (var c in value)
        {
            _ = c switch
            {
                '\\' => text.Append(@"\\"),
                '\'' when quote => text.Append(@"\'"),
                '\t' => text.Append(@"\t"),
                '\n' => text.Append(@"\n"),
                '\r' => text.Append(@"\r"),
                '\0' => text.Append(@"\0"),
                _ => text.Append(c),
            };
        }

        return text.ToString();
    }
}
