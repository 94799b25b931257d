using System.Security.Cryptography;
using Ingest.Core.Registry;
using Microsoft.Net.Http.Headers;

namespace Ingest.Endpoints.Admin;

/// <summary>The entity tag of an entry (RFC 9110, section 8.8.3): another as soon as anything of it is another.</summary>
internal static class EntityTag
{
    private const int HashBytes = 12;

    /// <summary>The tag, with its quotes.</summary>
    public static string Of<T>(T entry)
        where T : class, IRegistryEntry<T> =>
        $"\"{Convert.ToHexStringLower(SHA256.HashData(T.Render([entry])).AsSpan(0, HashBytes))}\"";

    /// <summary>Throws when the request names a tag in If-Match, and the entry has another.</summary>
    /// <exception cref="RegistryException">It has.</exception>
    public static void Check<T>(HttpRequest request, T entry)
        where T : class, IRegistryEntry<T>
    {
        var wanted = request.GetTypedHeaders().IfMatch;
        if (wanted.Count > 0 && !wanted.Any(tag => tag.Equals(EntityTagHeaderValue.Any) || (!tag.IsWeak && tag.Tag == Of(entry))))
        {
            throw new RegistryException(RegistryFault.Changed, $"The {T.Noun} was changed since its entity tag was read, which is {Of(entry)} now. Read it again, then send the change with the new tag.");
        }
    }

    /// <summary>True when the request names this tag in If-None-Match: what it has is still right.</summary>
    public static bool IsKnown(HttpRequest request, string tag) =>
        request.GetTypedHeaders().IfNoneMatch.Any(known => known.Equals(EntityTagHeaderValue.Any) || known.Tag == tag);
}
