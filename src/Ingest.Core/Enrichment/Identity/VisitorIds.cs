using System.Buffers.Binary;
using Ingest.Core.Events;
using Ingest.Core.Hashing;
using Ingest.Core.Intake;

namespace Ingest.Core.Enrichment.Identity;

/// <summary>
/// Session and visit ids by the formulas of Umami. Those of the visitors seen lately are remembered: the same parts have the same id, so
/// remembering changes no id, and forgetting neither.
/// </summary>
/// <remarks>Hot path: no allocation per event. Thread-safe.</remarks>
internal sealed class VisitorIds(VisitorHash hash, SaltPeriod sessionPeriod, bool is34, int sets)
{
    private const int PartsHeadBytes = 40;

    private readonly PeriodSalt _sessionSalt = new(sessionPeriod);
    private readonly PeriodSalt _visitSalt = new(SaltPeriod.Hour);
    private readonly RecentTable<KnownVisitor> _cache = new(sets);

    /// <summary>Who sent the event. <paramref name="distinctId"/> is the caller's own id of the visitor as it is stored; empty when there is none.</summary>
    public KnownVisitor Find(EnrichmentContext context, long timeMs, ReadOnlySpan<byte> distinctId)
    {
        // 3.1: the caller's id replaces address, user agent and salt, for ever. 3.4: it is one more part beside them.
        var isGiven = !is34 && !distinctId.IsEmpty;
        var arena = context.Draft.Arena;
        var start = arena.Length;
        if (isGiven)
        {
            AppendParts(context, UInt128.MaxValue, default, long.MaxValue, context.Payload[PayloadField.Id]);
        }
        else
        {
            AppendParts(context, context.UserAgentKey, context.ClientAddress, _sessionSalt.StartOf(timeMs), distinctId);
        }

        var parts = arena.SliceFrom(start);
        if (!context.LastVisitor.Is(this, arena[parts]))
        {
            context.LastVisitor.Set(this, arena[parts], Find(KeyedHash.Of(arena[parts]), isGiven, context, timeMs, distinctId));
        }

        // The client address must not outlive its use in a buffer that is written out later.
        arena.Edit(parts).Clear();
        arena.Rewind(start);
        return context.LastVisitor.Visitor;
    }

    /// <summary>The visit that an event without a token belongs to.</summary>
    public Guid VisitOf(in KnownVisitor visitor, EnrichmentContext context, long timeMs)
    {
        var hourMs = _visitSalt.StartOf(timeMs);
        if (visitor.VisitHourMs == hourMs)
        {
            return visitor.VisitId;
        }

        var arena = context.Draft.Arena;
        var start = arena.Length;
        VisitorHash.AppendId(arena, visitor.SessionId);
        AppendSalt(_visitSalt, context, timeMs);
        var visitId = hash.TakeId(arena, start);
        var known = visitor with { VisitId = visitId, VisitHourMs = hourMs };
        _cache.Set(known);
        context.LastVisitor.Renew(known);
        return visitId;
    }

    private KnownVisitor Find(UInt128 key, bool isGiven, EnrichmentContext context, long timeMs, ReadOnlySpan<byte> distinctId)
    {
        if (!_cache.TryGet(key, out var visitor))
        {
            var sessionId = isGiven ? SessionOfGiven(context) : SessionOf(context, timeMs, distinctId);
            visitor = new KnownVisitor(key, sessionId, Guid.Empty, KnownVisitor.NoVisit);
            _cache.Set(visitor);
        }

        return visitor;
    }

    private Guid SessionOfGiven(EnrichmentContext context)
    {
        var arena = context.Draft.Arena;
        var start = arena.Length;
        arena.Append(context.Payload[PayloadField.Source]);
        arena.Append(context.Payload[PayloadField.Id]);
        return hash.TakeId(arena, start);
    }

    private Guid SessionOf(EnrichmentContext context, long timeMs, ReadOnlySpan<byte> distinctId)
    {
        var arena = context.Draft.Arena;
        var start = arena.Length;
        arena.Append(context.Payload[PayloadField.Source]);
        arena.Append(context.ClientAddress);
        arena.Append(context.UserAgent);
        AppendSalt(_sessionSalt, context, timeMs);
        arena.Append(distinctId);
        return hash.TakeId(arena, start);
    }

    // Every part lies at a place that the lengths before it determine, so that two visitors never have the same bytes.
    private static void AppendParts(
        EnrichmentContext context, UInt128 userAgent, ReadOnlySpan<byte> address, long periodMs, ReadOnlySpan<byte> distinctId)
    {
        var arena = context.Draft.Arena;
        var source = context.Payload[PayloadField.Source];
        var head = arena.GetSpan(PartsHeadBytes);
        BinaryPrimitives.WriteUInt128LittleEndian(head, userAgent);
        BinaryPrimitives.WriteInt64LittleEndian(head[16..], periodMs);
        BinaryPrimitives.WriteInt32LittleEndian(head[24..], source.Length);
        BinaryPrimitives.WriteInt32LittleEndian(head[28..], address.Length);
        BinaryPrimitives.WriteInt64LittleEndian(head[32..], distinctId.Length);
        arena.Advance(PartsHeadBytes);
        arena.Append(source);
        arena.Append(address);
        arena.Append(distinctId);
    }

    private static void AppendSalt(PeriodSalt salt, EnrichmentContext context, long timeMs)
    {
        var arena = context.Draft.Arena;
        salt.Write(timeMs, context.Request.Context.ReceivedAtMs, arena.GetSpan(Sha512Hex.Length));
        arena.Advance(Sha512Hex.Length);
    }
}
