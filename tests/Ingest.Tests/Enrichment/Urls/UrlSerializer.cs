using System.Globalization;
using System.Text;
using Ingest.Core.Buffers;
using Ingest.Core.Enrichment.Urls;

namespace Ingest.Tests.Enrichment.Urls;

/// <summary>Writes a parsed URL as text, WHATWG URL Standard §4.5, so that it can be compared and parsed again.</summary>
internal static class UrlSerializer
{
    /// <summary>Protocol, username, password, hostname, port, pathname, search, hash, href: as a script sees them.</summary>
    public static string[] Parts(in WhatwgUrl url, Utf8Arena arena)
    {
        string Text(Utf8Slice slice) => Encoding.UTF8.GetString(arena[slice]);
        string After(string mark, Utf8Slice slice) => slice.IsEmpty ? "" : mark + Text(slice);
        var port = url.Port < 0 ? "" : url.Port.ToString(CultureInfo.InvariantCulture);
        return
        [
            Text(url.Scheme), Text(url.Username), Text(url.Password), Text(url.Host), port, Text(url.Path),
            After("?", url.Query), After("#", url.Fragment), Href(url, arena),
        ];
    }

    public static string Href(in WhatwgUrl url, Utf8Arena arena)
    {
        var text = new StringBuilder();
        void Append(string before, Utf8Slice slice) => text.Append(before).Append(Encoding.UTF8.GetString(arena[slice]));
        Append("", url.Scheme);
        text.Append(':');
        if (url.Host.IsPresent)
        {
            Append("//", url.Username);
            if (!url.Password.IsEmpty)
                Append(":", url.Password);
            Append(url.Username.IsEmpty && url.Password.IsEmpty ? "" : "@", url.Host);
            if (url.Port >= 0)
                text.Append(':').Append(url.Port);
        }
        else if (!url.HasOpaquePath && arena[url.Path].StartsWith("//"u8))
        {
            text.Append("/.");
        }

        Append("", url.Path);
        if (url.Query.IsPresent)
            Append("?", url.Query);
        if (url.Fragment.IsPresent)
            Append("#", url.Fragment);
        return text.ToString();
    }
}
