namespace Ingest.Core.Enrichment.Clients;

/// <summary>Questions that the browser, system and device rules ask of a user agent.</summary>
internal static class UserAgentText
{
    /// <summary>True when the token occurs.</summary>
    public static bool Has(this ReadOnlySpan<byte> text, ReadOnlySpan<byte> token) => text.IndexOf(token) >= 0;

    /// <summary>True when one of the tokens occurs.</summary>
    public static bool HasAny(this ReadOnlySpan<byte> text, byte[][] tokens)
    {
        foreach (var token in tokens)
        {
            if (text.IndexOf(token) >= 0)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>True when the token occurs with a version right behind it.</summary>
    public static bool HasVersioned(this ReadOnlySpan<byte> text, ReadOnlySpan<byte> token) => text.AfterVersioned(token, out _);

    /// <summary>As <see cref="HasVersioned"/>, where nothing but white space or the end follows the version.</summary>
    public static bool HasVersionedWord(this ReadOnlySpan<byte> text, ReadOnlySpan<byte> token)
    {
        while (text.AfterVersioned(token, out var rest))
        {
            text = rest;
            if (EndsVersion(rest))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Cuts off everything up to the end of the first occurrence of a token. False when it does not occur.</summary>
    public static bool After(this ReadOnlySpan<byte> text, ReadOnlySpan<byte> token, out ReadOnlySpan<byte> rest)
    {
        var at = text.IndexOf(token);
        rest = at < 0 ? default : text[(at + token.Length)..];
        return at >= 0;
    }

    /// <summary>Cuts off everything up to the end of the first occurrence of a token that has a version right behind it.</summary>
    public static bool AfterVersioned(this ReadOnlySpan<byte> text, ReadOnlySpan<byte> token, out ReadOnlySpan<byte> rest)
    {
        while (text.After(token, out var found))
        {
            var version = VersionLength(found);
            if (version > 0)
            {
                rest = found[version..];
                return true;
            }

            text = found;
        }

        rest = default;
        return false;
    }

    private static bool EndsVersion(ReadOnlySpan<byte> rest) => rest.IsEmpty || rest[0] is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n';

    private static int VersionLength(ReadOnlySpan<byte> text)
    {
        var length = text.IndexOfAnyExcept("0123456789._"u8);
        return length < 0 ? text.Length : length;
    }
}
