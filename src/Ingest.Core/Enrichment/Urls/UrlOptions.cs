namespace Ingest.Core.Enrichment.Urls;

/// <summary>How the URLs of events are stored.</summary>
public sealed class UrlOptions
{
    /// <summary>
    /// Removes the slash that ends a path, so that <c>/a/</c> and <c>/a</c> count as one page; <c>/</c> itself stays. Umami's
    /// <c>REMOVE_TRAILING_SLASH</c>. Default false: some sites serve different pages under the two.
    /// </summary>
    public bool RemoveTrailingSlash { get; set; }
}
