using System.Text;

namespace Ingest.Core.Enrichment.Clients;

/// <summary>
/// Names the operating system with the words of npm's detect-browser 5.3, which Umami stores. The first rule with a token that occurs decides:
/// an iPhone says "like Mac OS X", and Android says Linux. Windows 11 calls itself Windows 10.
/// </summary>
internal static class SystemRules
{
    private static readonly Rule[] Rules =
    [
        new("iOS", "iPhone", "iPod", "iPad"),
        new("Android OS", "Android"),
        new("BlackBerry OS", "BlackBerry", "BB10"),
        new("Windows Mobile", "IEMobile"),
        new("Amazon OS", "Kindle"),
        new("Windows 3.11", "Win16"),
        new("Windows 95", "Windows 95", "Win95", "Windows_95"),
        new("Windows 98", "Windows 98", "Win98"),
        new("Windows 2000", "Windows NT 5.0", "Windows 2000"),
        new("Windows XP", "Windows NT 5.1", "Windows XP"),
        new("Windows Server 2003", "Windows NT 5.2"),
        new("Windows Vista", "Windows NT 6.0"),
        new("Windows 7", "Windows NT 6.1"),
        new("Windows 8", "Windows NT 6.2"),
        new("Windows 8.1", "Windows NT 6.3"),
        new("Windows 10", "Windows NT 10.0"),
        new("Windows ME", "Windows ME"),
        new("Windows CE", "Windows CE", "WinCE", "Microsoft Pocket Internet Explorer"),
        new("Open BSD", "OpenBSD"),
        new("Sun OS", "SunOS"),
        new("Chrome OS", "CrOS"),
        new("Linux", "Linux", "X11"),
        new("Mac OS", "Mac_PowerPC", "Macintosh"),
        new("QNX", "QNX"),
        new("BeOS", "BeOS"),
        new("OS/2", "OS/2"),
    ];

    /// <summary>Name of the operating system as UTF-8; empty when no rule holds.</summary>
    public static byte[] Find(ReadOnlySpan<byte> userAgent)
    {
        foreach (var rule in Rules)
        {
            if (userAgent.HasAny(rule.Tokens))
            {
                return rule.Name;
            }
        }

        return [];
    }

    private sealed class Rule(string name, params string[] tokens)
    {
        public byte[] Name { get; } = Encoding.ASCII.GetBytes(name);

        public byte[][] Tokens { get; } = [.. tokens.Select(Encoding.ASCII.GetBytes)];
    }
}
