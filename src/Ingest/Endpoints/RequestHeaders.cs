using System.Collections.Frozen;
using System.Reflection;
using System.Text;
using Microsoft.Net.Http.Headers;

namespace Ingest.Endpoints;

/// <summary>
/// Says how the server is to read the value of each request header. A header that Kestrel does not know becomes a new string with every request, one
/// that it knows with every request that differs from the last on its connection, as all do behind a proxy.
/// </summary>
/// <param name="named">Headers that somebody reads, beside the token and those that the framework has a name for.</param>
/// <param name="readsSource">True while somebody wants to know which page a request came from.</param>
internal sealed class RequestHeaders(IEnumerable<string> named, Func<bool> readsSource)
{
    /// <summary>The header in which Umami's tracker brings back the token of the last reply.</summary>
    public const string CacheToken = "x-umami-cache";

    // Sent with every message of a browser, long, and read by nobody: cookies of a site may be kilobytes.
    private static readonly string[] Unread =
        [HeaderNames.Accept, HeaderNames.AcceptLanguage, HeaderNames.Cookie];

    // What else the framework has a name for it may read on its own: that is never dropped, whether it does so or not.
    private readonly FrozenSet<string> _read = typeof(HeaderNames).GetFields(BindingFlags.Public | BindingFlags.Static)
        .Select(field => (string)field.GetValue(null)!).Except(Unread).Concat(named).ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>
    /// The encoding of a header's value. Latin-1 where it is read, so that bytes pass through unchanged: user agents are hashed, and cities
    /// read again as UTF-8. The names of HTTP/2's own fields begin with a colon.
    /// </summary>
    /// <remarks>Hot path: no allocation per event.</remarks>
    public Encoding EncodingOf(string name) =>
        name.Equals(CacheToken, StringComparison.OrdinalIgnoreCase) ? RawHeaderEncoding.Packed
        : IsSource(name) ? (readsSource() ? RawHeaderEncoding.Packed : RawHeaderEncoding.Dropped)
        : name.StartsWith(':') || _read.Contains(name) ? Encoding.Latin1
        : RawHeaderEncoding.Dropped;

    private static bool IsSource(string name) =>
        name.Equals(HeaderNames.Origin, StringComparison.OrdinalIgnoreCase) || name.Equals(HeaderNames.Referer, StringComparison.OrdinalIgnoreCase);
}
