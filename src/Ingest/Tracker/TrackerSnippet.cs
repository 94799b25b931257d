using System.Text.Encodings.Web;

namespace Ingest.Tracker;

/// <summary>The line that a site puts into its pages.</summary>
internal static class TrackerSnippet
{
    /// <summary>The line for a tracker and the id of a site.</summary>
    public static string Of(Uri script, string site) =>
        $"<script defer src=\"{HtmlEncoder.Default.Encode(script.AbsoluteUri)}\" data-website-id=\"{HtmlEncoder.Default.Encode(site)}\"></script>";
}
