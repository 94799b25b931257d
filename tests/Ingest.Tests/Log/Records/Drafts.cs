using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Ingest.Core.Buffers;
using Ingest.Core.Diagnostics.Drops;
using Ingest.Core.Events;
using Ingest.Core.Intake;
using Ingest.Core.Log.Records;

namespace Ingest.Tests.Log.Records;

/// <summary>Drafts for the record tests: a fixed one with every kind of field, and arbitrary ones from a seed.</summary>
internal static class Drafts
{
    public static Arbitrary<int> Seeds { get; } = Arb.From(Gen.Choose(0, int.MaxValue));

    public static EventDraft Golden()
    {
        var draft = new EventDraft();
        draft.Clear();
        draft.Type = EventType.Custom;
        draft.SiteId = Guid.Parse("00112233-4455-6677-8899-aabbccddeeff");
        draft.SessionId = Guid.Parse("10112233-4455-6677-8899-aabbccddeeff");
        draft.VisitId = Guid.Parse("20112233-4455-6677-8899-aabbccddeeff");
        draft.EventId = Guid.Parse("30112233-4455-6677-8899-aabbccddeeff");
        (draft.EventTimeMs, draft.ReceivedAtMs, draft.RevenueE4) = (1_700_000_000_123, 1_700_000_000_456, 129_900);
        draft.Set(TextField.EventName, "purchase"u8);
        draft.Set(TextField.UrlPath, "/kasse/\u00fcbersicht"u8);
        draft.Set(TextField.Currency, "EUR"u8);
        draft.Set(VitalField.Lcp, 1234.5);
        draft.Set(VitalField.Ttfb, 80);
        draft.Add(new DataValue(draft.Arena.Append("plan"u8), draft.Arena.Append("pro"u8), double.NaN, DataValueType.Text));
        draft.Add(new DataValue(draft.Arena.Append("price"u8), draft.Arena.Append("12.9900"u8), 12.99, DataValueType.Number));
        return draft;
    }

    public static EventDraft GoldenWithGivenId()
    {
        var draft = Golden();
        (draft.HasGivenId, draft.TakenAtMs) = (true, 1_800_000_000_789);
        return draft;
    }

    public static EventDraft GoldenRejections()
    {
        var draft = new EventDraft();
        draft.Clear();
        var key = new DropKey(1_700_000_040_000, Golden().SiteId, "identity", RejectionReason.Bot);
        SideDrafts.FillRejections(draft, new DropCount(Golden().EventId, key, 4711), nowMs: 1_700_000_100_123);
        return draft;
    }

    public static EventDraft GoldenCanary()
    {
        var draft = new EventDraft();
        draft.Clear();
        SideDrafts.FillCanary(draft, Golden().SiteId, sentAtMs: 1_700_000_000_456);
        draft.EventId = Golden().EventId;
        return draft;
    }

    public static EventDraft GoldenBot()
    {
        var draft = Golden();
        draft.Set(TextField.Country, "DE"u8);
        SideDrafts.TurnIntoBot(draft, "(?<! cu)bots?");
        return draft;
    }

    public static EventDraft Arbitrary(int seed)
    {
        var random = new Random(seed);
        var draft = new EventDraft();
        draft.Clear();
        draft.Type = (EventType)random.Next(1, 7);
        (draft.SiteId, draft.SessionId, draft.VisitId, draft.EventId) = (Id(random), Id(random), Id(random), Id(random));
        (draft.EventTimeMs, draft.ReceivedAtMs, draft.RevenueE4) = (Number(random), Number(random), Number(random));
        (draft.HasGivenId, draft.TakenAtMs) = (random.Next(2) == 0, Number(random));
        foreach (var field in Enum.GetValues<TextField>().Where(_ => random.Next(3) == 0))
        {
            draft.Set(field, Text(random));
        }

        foreach (var field in Enum.GetValues<VitalField>().Where(_ => random.Next(2) == 0))
        {
            draft.Set(field, random.NextDouble() * 1000);
        }

        for (var left = random.Next(6) * random.Next(12); left > 0; left--)
        {
            var number = random.Next(2) == 0 ? double.NaN : BitConverter.Int64BitsToDouble(Number(random));
            draft.Add(new DataValue(Append(draft.Arena, random), Append(draft.Arena, random), number, (DataValueType)random.Next(1, 6)));
        }

        return draft;
    }

    private static Utf8Slice Append(Utf8Arena arena, Random random) => arena.Append(Text(random));

    private static long Number(Random random) => random.NextInt64(long.MinValue, long.MaxValue) >> random.Next(64);

    private static Guid Id(Random random)
    {
        var bytes = new byte[16];
        random.NextBytes(bytes);
        return new Guid(bytes);
    }

    // Lengths on both sides of where the varint takes one more byte.
    private static byte[] Text(Random random)
    {
        int[] lengths = [0, 1, 11, 127, 128, 500, 2000];
        return Encoding.UTF8.GetBytes(new string((char)random.Next('a', 'z'), lengths[random.Next(lengths.Length)]) + (random.Next(2) == 0 ? "\u00e9\0" : ""));
    }
}
