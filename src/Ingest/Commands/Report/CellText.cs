using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Ingest.Commands.Report;

/// <summary>Values as people read them.</summary>
internal static class CellText
{
    private const string Unknown = "-";

    /// <summary>A value of a column; times as the clock of a zone shows them.</summary>
    public static string Of(JsonElement value, ReportColumn column, TimeZoneInfo zone) => column.Kind switch
    {
        _ when value.ValueKind is JsonValueKind.Null => Unknown,
        CellKind.Share => Share(ReportRows.NumberOf(value)),
        CellKind.Seconds => Duration(TimeSpan.FromSeconds(ReportRows.NumberOf(value))),
        CellKind.Milliseconds => Milliseconds(ReportRows.NumberOf(value)),
        CellKind.Number => Number(ReportRows.NumberOf(value)),
        CellKind.Time => TimeZoneInfo.ConvertTime(ReportRows.TimeOf(value), zone).ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture),
        CellKind.Texts => Clean(string.Join(" → ", value.EnumerateArray().Select(text => text.ToString()))),
        _ => Clean(value.ToString()),
    };

    /// <summary>A number, two digits behind the point at most.</summary>
    public static string Number(double number) => number.ToString("#,0.##", CultureInfo.InvariantCulture);

    /// <summary>A part of a whole, as a percentage.</summary>
    public static string Share(double share) => (share * 100).ToString("0.0", CultureInfo.InvariantCulture) + "%";

    /// <summary>A stretch of time in the two units that matter: <c>1m 32s</c>.</summary>
    public static string Duration(TimeSpan time)
    {
        if (time < TimeSpan.FromSeconds(10))
        {
            return time.TotalSeconds.ToString("0.#", CultureInfo.InvariantCulture) + "s";
        }

        var whole = TimeSpan.FromSeconds(Math.Round(time.TotalSeconds));
        var text = whole switch
        {
            { TotalDays: >= 1 } => $"{(long)whole.TotalDays}d {whole.Hours}h",
            { TotalHours: >= 1 } => $"{whole.Hours}h {whole.Minutes}m",
            { TotalMinutes: >= 1 } => $"{whole.Minutes}m {whole.Seconds}s",
            _ => $"{whole.Seconds}s",
        };
        return text;
    }

    /// <summary>How a number differs from an earlier one: by which part of it; a share by how many points of a hundred.</summary>
    public static string Change(CellKind kind, double now, double before) => (now - before, before) switch
    {
        (0, _) => "=",
        (var points, _) when kind == CellKind.Share => (points * 100).ToString("+0.0 pt;-0.0 pt;=", CultureInfo.InvariantCulture),
        (_, 0) => "new",
        (var difference, _) => (difference / before).ToString("+0.0%;-0.0%;=", CultureInfo.InvariantCulture),
    };

    /// <summary>A text of the outside for a terminal: what would move its cursor or turn its direction is shown as a dot.</summary>
    public static string Clean(string text)
    {
        var clean = new StringBuilder(text.Length);
        foreach (var c in text)
        {
            clean.Append(char.IsControl(c) || c is (>= '\u202A' and <= '\u202E') or (>= '\u2066' and <= '\u2069') or '\u2028' or '\u2029' ? '·' : c);
        }

        return clean.ToString();
    }

    private static string Milliseconds(double milliseconds) => milliseconds >= 10_000
        ? Duration(TimeSpan.FromMilliseconds(milliseconds))
        : milliseconds.ToString("0.#", CultureInfo.InvariantCulture) + "ms";
}
