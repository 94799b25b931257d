using System.Text;
using Ingest.Core.Buffers;
using Microsoft.AspNetCore.Http;

namespace Ingest.Core.Intake.Addresses;

/// <summary>The headers in which a CDN says where the client is. The first provider that names a country supplies all three texts.</summary>
/// <remarks>Hot path: no allocation per event.</remarks>
internal static class LocationHeaders
{
    // A header of the longest city in percent-encoded UTF-8 is about 600 bytes.
    private const int TextBytesMax = 1024;

    private static readonly (string Country, string Region, string City)[] Providers =
    [
        ("cf-ipcountry", "cf-region-code", "cf-ipcity"),
        ("x-vercel-ip-country", "x-vercel-ip-country-region", "x-vercel-ip-city"),
        ("cloudfront-viewer-country", "cloudfront-viewer-country-region", "cloudfront-viewer-city"),
        ("eo-ipcountry", "eo-region-code", "eo-ipcity"),
    ];

    /// <summary>Every header that may be read.</summary>
    public static IEnumerable<string> Names => Providers.SelectMany(provider => (string[])[provider.Country, provider.Region, provider.City]);

    /// <summary>Copies the bytes of the headers into the request's context.</summary>
    public static void Read(IHeaderDictionary headers, IntakeRequest request)
    {
        foreach (var (country, region, city) in Providers)
        {
            var named = Copy(headers, country, request.Arena);
            if (!named.IsEmpty)
            {
                request.Context.Country = named;
                request.Context.Region = Copy(headers, region, request.Arena);
                request.Context.City = Copy(headers, city, request.Arena);
                return;
            }
        }
    }

    private static Utf8Slice Copy(IHeaderDictionary headers, string name, Utf8Arena arena)
    {
        if (!headers.TryGetValue(name, out var values) || values.Count == 0 || string.IsNullOrEmpty(values[0]))
        {
            return default;
        }

        // The server decodes headers as Latin-1, so each character is one byte as it came.
        var text = values[0].AsSpan();
        text = text[..Math.Min(text.Length, TextBytesMax)];
        var start = arena.Length;
        arena.Advance(Encoding.Latin1.GetBytes(text, arena.GetSpan(text.Length)));
        return arena.SliceFrom(start);
    }
}
