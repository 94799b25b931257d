namespace Ingest.Commands.Report;

/// <summary>Charts of block characters, which need no colour.</summary>
internal static class Blocks
{
    private const string Rising = " ▁▂▃▄▅▆▇█";
    private const string Growing = " ▏▎▍▌▋▊▉█";
    private const string Shades = " ░▒▓█";
    private const int Eighths = 8;

    /// <summary>A bar of at most so many characters; one that is not nothing is seen.</summary>
    public static string Bar(double value, double max, int width)
    {
        var eighths = max <= 0 || value <= 0 ? 0 : Math.Max(1, (int)Math.Round(Math.Min(1, value / max) * width * Eighths));
        var rest = eighths % Eighths;
        return new string('█', eighths / Eighths) + (rest > 0 ? Growing[rest].ToString() : "");
    }

    /// <summary>A line as high as a character.</summary>
    public static string Sparkline(IReadOnlyList<double> values, int width) => Columns(values, width, height: 1)[0];

    /// <summary>Columns, a text for each line from the top. More values than fit are drawn by the greatest of those that share a place.</summary>
    public static IReadOnlyList<string> Columns(IReadOnlyList<double> values, int width, int height)
    {
        var drawn = Fit(values, width);
        var max = drawn.Count == 0 ? 0 : drawn.Max();
        var heights = drawn.Select(value => max <= 0 || value <= 0 ? 0 : Math.Max(1, (int)Math.Round(value / max * height * Eighths))).ToArray();
        var repeat = Math.Clamp(drawn.Count == 0 ? 1 : width / drawn.Count, 1, 3);
        return [.. Enumerable.Range(0, height).Select(line => string.Concat(
            heights.Select(eighths => new string(Rising[Math.Clamp(eighths - ((height - 1 - line) * Eighths), 0, Eighths)], repeat))).TrimEnd())];
    }

    /// <summary>A shade for a part of a whole.</summary>
    public static char Shade(double share) => Shades[share <= 0 ? 0 : Math.Clamp((int)Math.Ceiling(share * (Shades.Length - 1)), 1, Shades.Length - 1)];

    private static IReadOnlyList<double> Fit(IReadOnlyList<double> values, int width) => values.Count <= width
        ? values
        : [.. Enumerable.Range(0, width).Select(i => values.Skip(i * values.Count / width).Take(Math.Max(1, ((i + 1) * values.Count / width) - (i * values.Count / width))).Max())];
}
