using System.Globalization;
using System.Text.Json;

namespace Ingest.IntegrationTests.Metrics.Reference;

/// <summary>A row of a result: values by the names of the columns.</summary>
internal sealed class Row : Dictionary<string, object?>
{
    /// <summary>A moment as a value.</summary>
    public static DateTime Time(long ms) => DateTimeOffset.FromUnixTimeMilliseconds(ms).UtcDateTime;

    /// <summary>A map as a value: its pairs in their order.</summary>
    public static string[] Map(IEnumerable<(string Key, object Value)> pairs) => [.. pairs.Select(pair => $"{pair.Key}: {Text(pair.Value)}")];

    /// <summary>This row and the columns of another.</summary>
    public Row With(Row other)
    {
        foreach (var (name, value) in other)
            Add(name, value);
        return this;
    }

    /// <summary>The row as text, in which equal values, and they alone, look the same.</summary>
    public string Text(IEnumerable<string> columns) => string.Join(" | ", columns.Select(column => $"{column}={Text(this[column])}"));

    private static string Text(object? value) => value switch
    {
        null => "NULL",
        string text => JsonSerializer.Serialize(text),
        string[] texts => JsonSerializer.Serialize(texts),
        DateTime time => time.ToString("yyyy-MM-dd HH:mm:ss.fff", CultureInfo.InvariantCulture),
        decimal number => number.ToString("0.############", CultureInfo.InvariantCulture),
        double number => number.ToString("R", CultureInfo.InvariantCulture),
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => throw new ArgumentException($"No text for {value.GetType()}.", nameof(value)),
    };
}
