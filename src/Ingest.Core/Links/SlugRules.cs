using System.Buffers;
using System.Security.Cryptography;
using Ingest.Core.Registry;

namespace Ingest.Core.Links;

/// <summary>What slugs are like, and how one is made.</summary>
public static class SlugRules
{
    private const int LengthMax = 64;

    // 27^7 are 10^10: nobody finds a link by trying, and two made at once do not meet.
    private const int MadeLength = 7;

    // Read from paper, typed and spelled: no letter that looks like another, no capitals; and no vowels, so that it makes no word.
    private const string MadeOf = "23456789bcdfghjkmnpqrstvwxz";

    private static readonly SearchValues<char> Allowed = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-");

    /// <summary>A random slug.</summary>
    public static string Make() => RandomNumberGenerator.GetString(MadeOf, MadeLength);

    /// <summary>What is wrong with a slug, in words; null when nothing is.</summary>
    public static string? FaultOf(string slug) =>
        slug.Length == 0 ? "its slug is empty. Leave it out to have one made."
        : slug.Length > LengthMax ? $"its slug has {slug.Length} characters, of which {LengthMax} are allowed."
        : slug.AsSpan().ContainsAnyExcept(Allowed) ? $"the slug \"{slug}\" has more than the letters A to Z and a to z, digits, _ and -. Use these alone, or leave it out to have one made."
        : null;

    /// <summary>Who in force has the slug of an entry in force, in words; null when nobody has.</summary>
    public static string? ConflictOf<T>(T entry, IEnumerable<T> others)
        where T : class, ISlugged<T>
    {
        var same = entry.DeletedAt is not null ? null : others.FirstOrDefault(other => other.DeletedAt is null && other.Slug == entry.Slug);
        return same is null ? null : $"the slug \"{entry.Slug}\" is that of the {T.Noun} \"{same.Name}\". Give another with 'ingest {T.Noun} edit', or leave it out of an addition to have one made.";
    }

    /// <summary>The entries of a document, in which no two in force may have one slug.</summary>
    /// <exception cref="RegistryException">Two have; the message names them.</exception>
    public static IReadOnlyList<T> CheckDocument<T>(string where, IReadOnlyList<T> entries)
        where T : class, ISlugged<T>
    {
        var before = new Dictionary<string, T>(entries.Count, StringComparer.Ordinal);
        foreach (var entry in entries.Where(entry => entry.DeletedAt is null))
        {
            if (!before.TryAdd(entry.Slug, entry))
            {
                throw new RegistryException($"A fault in {where}: the {T.Noun}s {before[entry.Slug].Id} and {entry.Id} have the one slug \"{entry.Slug}\". Give one of them another.");
            }
        }

        return entries;
    }
}
