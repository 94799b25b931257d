using Microsoft.Extensions.Primitives;

namespace Ingest.Core.Intake.Bodies;

/// <summary>A content coding, RFC 9110 §8.4.1.</summary>
internal enum BodyCoding : byte
{
    Identity,
    Gzip,
    Brotli,

    /// <summary>Zlib by the standard; raw deflate data, which many clients send under that name, is recognised.</summary>
    Deflate,
}

internal static class BodyCodings
{
    /// <summary>Codings that may lie over one another. One: no client is known to compress twice, and a second layer multiplies what a bomb can do.</summary>
    public const int LayersMax = 1;

    /// <summary>Reads the Content-Encoding header.</summary>
    /// <returns>False when it names a coding that is not understood, or more than <see cref="LayersMax"/>.</returns>
    public static bool TryParse(StringValues contentEncoding, out BodyCoding coding)
    {
        coding = BodyCoding.Identity;
        var layers = 0;
        foreach (var line in contentEncoding)
        {
            foreach (var part in line.AsSpan().Split(','))
            {
                if (!TryParse(line.AsSpan(part.Start.Value, part.End.Value - part.Start.Value).Trim(), out var layer))
                {
                    return false;
                }

                if (layer != BodyCoding.Identity)
                {
                    coding = layer;
                    layers++;
                }
            }
        }

        return layers <= LayersMax;
    }

    private static bool TryParse(ReadOnlySpan<char> name, out BodyCoding coding)
    {
        coding = name switch
        {
            _ when IsAnyOf(name, "gzip", "x-gzip") => BodyCoding.Gzip,
            _ when IsAnyOf(name, "br", "br") => BodyCoding.Brotli,
            _ when IsAnyOf(name, "deflate", "deflate") => BodyCoding.Deflate,
            _ => BodyCoding.Identity,
        };
        return coding != BodyCoding.Identity || IsAnyOf(name, "identity", "");
    }

    private static bool IsAnyOf(ReadOnlySpan<char> name, string one, string other) =>
        name.Equals(one, StringComparison.OrdinalIgnoreCase) || name.Equals(other, StringComparison.OrdinalIgnoreCase);
}
