using System.Security.Cryptography;
using Ingest.Core.Registry;
using Microsoft.Net.Http.Headers;

namespace Ingest.Endpoints;

/// <summary>Entity tags (RFC 9110, section 8.8.3): another as soon as anything of what they stand for is another.</summary>
internal static class EntityTag
{
    private const int HashBytes = 12;

    /// <summary>The tag of an entry, with its quotes.</summary>
    public static string Of<T>(T entry)
        where T : class, IRegistryEntry<T> =>
        $"\"{Convert.ToHexStringLower(SHA256.HashData(T.Render([entry])).AsSpan(0, HashBytes))}\"";

    /// <summary>Throws when the request names a tag in If-Match, and the entry has another.</summary>
    /// <exception cref="RegistryException">It has.</exception>
    public static void Check<T>(HttpRequest request, T entry)
        where T : class, IRegistryEntry<T>
    {
        var tag = Of(entry);
        if (!IsMeant(request, tag))
        {
            throw new RegistryException(RegistryFault.Changed, $"The {T.Noun} was changed since its entity tag was read, which is {tag} now. Read it again, then send the change with the new tag.");
        }
    }

    /// <summary>True when the request names this tag in If-Match, or has none: it is meant for what has the tag.</summary>
    public static bool IsMeant(HttpRequest request, string tag) =>
        request.GetTypedHeaders().IfMatch is not { Count: > 0 } meant
        || meant.Any(one => one.Equals(EntityTagHeaderValue.Any) || (!one.IsWeak && one.Tag == tag));

    /// <summary>True when the request names this tag in If-None-Match: what it has is still right.</summary>
    public static bool IsKnown(HttpRequest request, string tag) =>
        request.GetTypedHeaders().IfNoneMatch.Any(known => known.Equals(EntityTagHeaderValue.Any) || known.Tag == tag);
}
