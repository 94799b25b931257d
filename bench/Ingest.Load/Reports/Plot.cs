using System.Globalization;
using System.Net;
using System.Text;

namespace Ingest.Load.Reports;

/// <summary>A line of a plot.</summary>
/// <param name="Name">What it shows.</param>
/// <param name="Class">CSS class that colours it.</param>
/// <param name="Points">Its points, leftmost first.</param>
/// <param name="IsFilled">True to fill the area beneath.</param>
internal sealed record Series(string Name, string Class, IReadOnlyList<(double X, double Y)> Points, bool IsFilled = false);

/// <summary>A plot as inline SVG, coloured by the page's style sheet.</summary>
/// <param name="Title">What it shows.</param>
/// <param name="X">Horizontal scale.</param>
/// <param name="Y">Vertical scale.</param>
internal sealed record Plot(string Title, Axis X, Axis Y)
{
    private const int Width = 920;
    private const int Height = 300;
    private const int Left = 76;
    private const int Right = 28;
    private const int Top = 12;
    private const int Bottom = 34;

    // Beyond this share of the width a name would not fit to the right of its line.
    private const double LateShare = 0.85;

    /// <summary>Puts a horizontal value into words.</summary>
    public required Func<double, string> XText { get; init; }

    /// <summary>Puts a vertical value into words.</summary>
    public required Func<double, string> YText { get; init; }

    /// <summary>Its lines.</summary>
    public required IReadOnlyList<Series> Lines { get; init; }

    /// <summary>Vertical lines with a name.</summary>
    public IReadOnlyList<(double X, string Name)> Marks { get; init; } = [];

    /// <summary>What is shown over a stretch of the plot: from, to, text.</summary>
    public IReadOnlyList<(double From, double To, string Text)> Hints { get; init; } = [];

    /// <summary>The HTML.</summary>
    public string ToHtml()
    {
        var html = new StringBuilder();
        html.Append(CultureInfo.InvariantCulture, $"<figure><figcaption><h2>{Encode(Title)}</h2><ul class=legend>");
        foreach (var line in Lines.Where(_ => Lines.Count > 1))
        {
            html.Append(CultureInfo.InvariantCulture, $"<li class={line.Class}>{Encode(line.Name)}</li>");
        }

        html.Append(CultureInfo.InvariantCulture, $"</ul></figcaption><svg viewBox=\"0 0 {Width} {Height}\" role=img aria-label=\"{Encode(Title)}\">");
        WriteGrid(html);
        foreach (var line in Lines)
        {
            WriteLine(html, line);
        }

        WriteMarks(html);
        foreach (var (from, to, text) in Hints)
        {
            var (left, right) = (XOf(from), XOf(to));
            html.Append(CultureInfo.InvariantCulture, $"<rect class=hint x={left:0.0} y={Top} width={Math.Max(0.5, right - left):0.0} height={Height - Top - Bottom}><title>{Encode(text)}</title></rect>");
        }

        return html.Append("</svg></figure>").ToString();
    }

    private void WriteGrid(StringBuilder html)
    {
        foreach (var value in Y.Ticks())
        {
            html.Append(CultureInfo.InvariantCulture, $"<line class=grid x1={Left} x2={Width - Right} y1={YOf(value):0.0} y2={YOf(value):0.0} /><text x={Left - 8} y={YOf(value) + 4:0.0} text-anchor=end>{Encode(YText(value))}</text>");
        }

        foreach (var value in X.Ticks())
        {
            html.Append(CultureInfo.InvariantCulture, $"<line class=tick x1={XOf(value):0.0} x2={XOf(value):0.0} y1={Height - Bottom} y2={Height - Bottom + 4} /><text x={XOf(value):0.0} y={Height - Bottom + 20} text-anchor=middle>{Encode(XText(value))}</text>");
        }
    }

    private void WriteLine(StringBuilder html, Series line)
    {
        if (line.Points.Count == 0)
        {
            return;
        }

        var path = string.Join(' ', line.Points.Select(point => string.Create(CultureInfo.InvariantCulture, $"{XOf(point.X):0.0},{YOf(point.Y):0.0}")));
        if (line.IsFilled)
        {
            html.Append(CultureInfo.InvariantCulture, $"<polygon class=\"fill {line.Class}\" points=\"{XOf(line.Points[0].X):0.0},{YOf(Y.From):0.0} {path} {XOf(line.Points[^1].X):0.0},{YOf(Y.From):0.0}\" />");
        }

        html.Append(CultureInfo.InvariantCulture, $"<polyline class={line.Class} points=\"{path}\" />");
    }

    private void WriteMarks(StringBuilder html)
    {
        foreach (var (index, (x, name)) in Marks.Index())
        {
            var (at, isLate) = (XOf(x), XOf(x) > Width * LateShare);
            html.Append(CultureInfo.InvariantCulture, $"<line class=mark x1={at:0.0} x2={at:0.0} y1={Top} y2={Height - Bottom} /><text class=mark x={at + (isLate ? -4 : 4):0.0} y={Top + 11 + (index * 15)} text-anchor={(isLate ? "end" : "start")}>{Encode(name)}</text>");
        }
    }

    private double XOf(double value) => Left + (X.Place(value) * (Width - Left - Right));

    private double YOf(double value) => Height - Bottom - (Y.Place(value) * (Height - Top - Bottom));

    private static string Encode(string text) => WebUtility.HtmlEncode(text);
}
