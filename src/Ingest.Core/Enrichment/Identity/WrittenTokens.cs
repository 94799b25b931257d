using Ingest.Core.Buffers;
using Ingest.Core.Hashing;

namespace Ingest.Core.Enrichment.Identity;

/// <summary>
/// The tokens that this process wrote lately. One that its visitor brings back says what was written: it is not verified again, and answered as it
/// is while the visit goes on. Every other text is verified, so forgetting a token changes no reply.
/// </summary>
/// <remarks>
/// Hot path: no allocation per event. Thread-safe. The key has the whole text in it, signature included, and all that the session is made of,
/// website included: no other text, and the text of no other website or session, is found. Tokens with conditions are never written.
/// </remarks>
internal sealed class WrittenTokens(int sets)
{
    private readonly RecentTable<KnownToken> _table = new(sets);

    /// <summary>Finds what a client sent, when it is a token that was written for this visitor.</summary>
    public bool TryGet(EnrichmentContext context, Utf8Slice text, in KnownVisitor visitor, out KnownToken token)
    {
        token = default;
        return text.Length is > 0 and <= CacheTokenReader.TokenBytesMax && _table.TryGet(KeyOf(context, text, visitor), out token);
    }

    /// <summary>Remembers a token that was just written for a visitor, whose session it names.</summary>
    public void Add(EnrichmentContext context, Utf8Slice text, in KnownVisitor visitor, in CacheToken token)
    {
        // Without a time, as under a clock before 1970, a token says something else each time that it is read.
        if (token.IssuedAt is > 0 and < CacheTokenReader.IssuedAtMax)
        {
            _table.Set(new KnownToken(KeyOf(context, text, visitor), token.VisitId, token.IssuedAt));
        }
    }

    // The hash of a token's text is never that of a visitor's parts: they begin otherwise. So two pairs have the same sum only by chance.
    private static UInt128 KeyOf(EnrichmentContext context, Utf8Slice text, in KnownVisitor visitor) =>
        context.TokenHash.Of(context.Request.Arena[text]) + visitor.Key;
}
