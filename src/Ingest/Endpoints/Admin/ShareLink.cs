namespace Ingest.Endpoints.Admin;

/// <summary>The link that hands out a key: it stands in the fragment, which browsers send to nobody, so that it is in no request line, log or referrer.</summary>
internal static class ShareLink
{
    /// <summary>What stands behind the host.</summary>
    public static string PathOf(string key) => $"/#share={key}";
}
