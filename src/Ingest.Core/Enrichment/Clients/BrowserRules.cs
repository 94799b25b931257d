using System.Text;

namespace Ingest.Core.Enrichment.Clients;

/// <summary>
/// Names the browser with the ids of npm's detect-browser 5.3, which Umami stores. The first rule that holds decides, so the order matters:
/// a browser built on Chrome says that it is Chrome too. Tokens are compared with their case.
/// </summary>
internal static class BrowserRules
{
    private static readonly byte[][] CrawlerWords =
    [
        .. new[]
        {
            "alexa", "bot", "crawler", "crawling", "facebookexternalhit", "feedburner", "google web preview", "nagios", "postrank",
            "pingdom", "slurp", "spider", "yahoo!", "yandex",
        }.Select(Encoding.ASCII.GetBytes),
    ];

    private static readonly Rule[] Rules =
    [
        new("aol", text => text.HasVersioned("AOLShield/"u8)),
        new("edge", text => text.HasVersioned("Edge/"u8)),
        new("edge-ios", text => text.HasVersioned("EdgiOS/"u8)),
        new("yandexbrowser", text => text.HasVersioned("YaBrowser/"u8)),
        new("kakaotalk", text => text.HasVersioned("KAKAOTALK "u8)),
        new("samsung", text => text.HasVersioned("SamsungBrowser/"u8)),
        new("silk", text => text.HasVersioned("Silk/"u8)),
        new("miui", text => text.AfterVersioned("MiuiBrowser/"u8, out var rest) && rest.IsEmpty),
        new("beaker", text => text.HasVersioned("BeakerBrowser/"u8)),
        new("edge-chromium", text => text.HasVersioned("Edg/"u8) || text.HasVersioned("EdgA/"u8)),
        new("chromium-webview", text => text.After("wv)"u8, out var rest) && IsChrome(rest)),
        new("chrome", text => IsChrome(text) && !IsOperaOnChrome(text)),
        new("phantomjs", text => text.HasVersionedWord("PhantomJS/"u8)),
        new("crios", text => text.HasVersionedWord("CriOS/"u8)),
        new("firefox", text => text.HasVersionedWord("Firefox/"u8)),
        new("fxios", text => text.HasVersioned("FxiOS/"u8)),
        new("opera-mini", text => text.After("Opera Mini"u8, out var rest) && rest.HasVersioned("Version/"u8)),
        new("opera", text => text.HasVersionedWord("Opera/"u8) || text.HasVersionedWord("OPR/"u8)),
        new("pie", IsPocketExplorer),
        new("netfront", text => text.StartsWith("Mozilla/"u8) && text.HasVersioned("NetFront/"u8)),
        new("ie", IsInternetExplorer),
        new("bb10", text => text.After("BB10; Touch"u8, out var rest) && rest.HasVersioned("Version/"u8)),
        new("android", text => text.HasVersioned("Android "u8)),
        new("ios", text => text.AfterVersioned("Version/"u8, out var rest) && rest.After("Mobile"u8, out rest) && rest.Has("Safari"u8)),
        new("safari", text => text.AfterVersioned("Version/"u8, out var rest) && rest.Has("Safari"u8)),
        new("facebook", text => text.HasVersioned("FBAV/"u8) || text.HasVersioned("FBSV/"u8)),
        new("instagram", text => text.HasVersioned("Instagram "u8)),
        new("ios-webview", IsAppleWebView),
        new("curl", text => text.StartsWith("curl/"u8) && text.AfterVersioned("curl/"u8, out var rest) && rest.IsEmpty),
        new("searchbot", text => text.HasAny(CrawlerWords)),
    ];

    private delegate bool Test(ReadOnlySpan<byte> userAgent);

    /// <summary>Id of the browser as UTF-8; empty when no rule holds.</summary>
    public static byte[] Find(ReadOnlySpan<byte> userAgent)
    {
        foreach (var rule in Rules)
        {
            if (rule.Test(userAgent))
            {
                return rule.Id;
            }
        }

        return [];
    }

    private static bool IsChrome(ReadOnlySpan<byte> text) => text.HasVersionedWord("Chrome/"u8) || text.HasVersionedWord("Chromium/"u8);

    private static bool IsOperaOnChrome(ReadOnlySpan<byte> text) => text.After("Chrom"u8, out var rest) && rest.Has("OPR"u8);

    private static bool IsPocketExplorer(ReadOnlySpan<byte> text) =>
        (text.StartsWith("Microsoft Pocket Internet Explorer/"u8) && text.AfterVersioned("Explorer/"u8, out var rest) && rest.IsEmpty) ||
        (text.StartsWith("Mozilla/"u8) && text.After(" (compatible; "u8, out rest) && IsOldExplorer(rest) && rest.Has("Windows CE"u8) && rest.EndsWith(")"u8));

    private static bool IsOldExplorer(ReadOnlySpan<byte> text) =>
        (text.StartsWith("MSIE "u8) && text.AfterVersioned("MSIE "u8, out var rest) && rest.StartsWith(";"u8)) ||
        (text.StartsWith("MSPIE "u8) && text.AfterVersioned("MSPIE "u8, out rest) && rest.StartsWith(";"u8)) ||
        (text.StartsWith("MSInternet "u8) && text.AfterVersioned("MSInternet Explorer "u8, out rest) && rest.StartsWith(";"u8));

    private static bool IsInternetExplorer(ReadOnlySpan<byte> text) =>
        (text.After("Trident/7.0"u8, out var rest) && rest.AfterVersioned("rv:"u8, out rest) && rest.Has(")"u8) && rest.EndsWith("Gecko"u8)) ||
        (text.AfterVersioned("MSIE "u8, out rest) && rest.StartsWith(";"u8) && HasTridentOfOldVersion(rest)) ||
        text.Has("MSIE 7.0"u8);

    private static bool HasTridentOfOldVersion(ReadOnlySpan<byte> text) =>
        text.Has("Trident/4.0"u8) || text.Has("Trident/5.0"u8) || text.Has("Trident/6.0"u8) || text.Has("Trident/7.0"u8);

    private static bool IsAppleWebView(ReadOnlySpan<byte> text) =>
        text.AfterVersioned("AppleWebKit/"u8, out var rest) && (rest.Has("Mobile"u8) || rest.EndsWith("Gecko)"u8));

    private sealed class Rule(string id, Test test)
    {
        public byte[] Id { get; } = Encoding.ASCII.GetBytes(id);

        public Test Test { get; } = test;
    }
}
