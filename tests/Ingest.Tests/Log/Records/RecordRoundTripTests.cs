using System.Buffers;
using FsCheck.Fluent;
using Ingest.Core.Batching;
using Ingest.Core.Events;
using Ingest.Core.Log.Records;
using Ingest.Tests.Fakes;
using Xunit;

namespace Ingest.Tests.Log.Records;

public sealed class RecordRoundTripTests
{
    [Fact]
    public void Every_field_comes_back_as_it_was_written() =>
        FsCheck.Check.QuickThrowOnFailure(Prop.ForAll(Drafts.Seeds, seed =>
        {
            var draft = Drafts.Arbitrary(seed);
            var batch = new EventBatch();
            Assert.True(RecordDecoder.TryDecode(Encode(Drafts.Arbitrary(seed + 1)), batch));
            var before = batch.DataKeys.Count;

            Assert.True(RecordDecoder.TryDecode(Encode(draft), batch));

            Assert.Equal(2, batch.RowCount);
            AssertRow(draft, batch, row: 1, firstValue: before);
        }));

    [Fact]
    public void Measure_is_the_exact_size() =>
        FsCheck.Check.QuickThrowOnFailure(Prop.ForAll(Drafts.Seeds, seed =>
            RecordEncoder.Measure(Drafts.Arbitrary(seed)) == Encode(Drafts.Arbitrary(seed)).Length));

    [Fact]
    public void Neither_encoding_nor_decoding_allocates()
    {
        var draft = Drafts.Golden();
        var batch = new EventBatch();
        var output = new byte[RecordEncoder.Measure(draft)];
        Assert.Equal(0, Allocations.Least(() =>
        {
            // The columns double now and then; most rounds find room.
            for (var i = 0; i < 100; i++)
            {
                var written = RecordEncoder.Encode(draft, output);
                Assert.True(RecordDecoder.TryDecode(output.AsSpan(0, written), batch));
            }
        }));
    }

    private static byte[] Encode(EventDraft draft)
    {
        var output = new ArrayBufferWriter<byte>();
        Assert.Equal(RecordEncoder.Encode(draft, output), output.WrittenCount);
        return output.WrittenSpan.ToArray();
    }

    private static void AssertRow(EventDraft draft, EventBatch batch, int row, int firstValue)
    {
        Assert.Equal((byte)draft.Type, batch.EventType.Values[row]);
        Assert.Equal(draft.SiteId, batch.SiteId.Values[row]);
        Assert.Equal(draft.SessionId, batch.SessionId.Values[row]);
        Assert.Equal(draft.VisitId, batch.VisitId.Values[row]);
        Assert.Equal(draft.EventId, batch.EventId.Values[row]);
        Assert.Equal(draft.EventTimeMs, batch.EventTimeMs.Values[row]);
        Assert.Equal(draft.ReceivedAtMs, batch.ReceivedAtMs.Values[row]);
        Assert.Equal(draft.HasGivenId ? draft.TakenAtMs : draft.ReceivedAtMs, batch.TakenAtMs.Values[row]);
        Assert.Equal(draft.RevenueE4, batch.RevenueE4.Values[row]);
        foreach (var field in Enum.GetValues<TextField>())
        {
            Assert.Equal(draft[field], batch.Text(field)[row]);
        }

        foreach (var field in Enum.GetValues<VitalField>())
        {
            Assert.Equal(draft.Vital(field), batch.Vital(field)[row]);
        }

        Assert.Equal(firstValue + draft.Data.Count, batch.DataEnds.Values[row]);
        for (var i = 0; i < draft.Data.Count; i++)
        {
            Assert.Equal(draft.Arena[draft.Data[i].Key], batch.DataKeys[firstValue + i]);
            Assert.Equal(draft.Arena[draft.Data[i].Text], batch.DataTexts[firstValue + i]);
            Assert.Equal(draft.Data[i].Number, batch.DataNumbers.Values[firstValue + i]);
            Assert.Equal((byte)draft.Data[i].Type, batch.DataTypes.Values[firstValue + i]);
        }
    }
}
