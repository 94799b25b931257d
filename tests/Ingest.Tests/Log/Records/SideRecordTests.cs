using System.Text;
using Ingest.Core.Batching;
using Ingest.Core.Events;
using Ingest.Core.Log.Records;
using Ingest.Tests.Fakes;

namespace Ingest.Tests.Log.Records;

/// <summary>Records that are no events. The golden bytes are frozen, as those of <see cref="GoldenRecordTests"/> are.</summary>
public sealed class SideRecordTests
{
    private const string Rejections =
        "01A060959C590700112233445566778899AABBCCDDEEFF00000000000000000000000000000000000000000000000000000000000000003011223344"
        + "5566778899AABBCCDDEEFF4004E6CF8B0100001BEFE6CF8B01000000000000000000000000000000000000000301057374616765086964656E746974"
        + "790106726561736F6E03626F7482066576656E74730434373131000000000067B240";
    private const string Canary =
        "014C8C9B8F590800112233445566778899AABBCCDDEEFF00000000000000000000000000000000000000000000000000000000000000003011223344"
        + "5566778899AABBCCDDEEFFC869E5CF8B010000C869E5CF8B010000000000000000000000000000000000000000";
    private const string Bot =
        "01E8A27304590900112233445566778899AABBCCDDEEFF00000000000000000000000000000000000000000000000000000000000000003011223344"
        + "5566778899AABBCCDDEEFF7B68E5CF8B010000C869E5CF8B0100006CFB0100000000000500002100000000087075726368617365112F6B617373652F"
        + "C3BC6265727369636874024445034555521100000000004A9340000000000000544001010472756C650D283F3C2120637529626F74733F";

    [Fact]
    public void Each_is_written_byte_for_byte()
    {
        Assert.Equal(Rejections, Convert.ToHexString(Encode(Drafts.GoldenRejections())));
        Assert.Equal(Canary, Convert.ToHexString(Encode(Drafts.GoldenCanary())));
        Assert.Equal(Bot, Convert.ToHexString(Encode(Drafts.GoldenBot())));
    }

    [Fact]
    public void A_count_of_rejections_is_read_into_its_own_columns()
    {
        var columns = Decode(Rejections).Rejections;
        Assert.Equal(Drafts.Golden().SiteId, columns.SiteId.Values[0]);
        Assert.Equal(Drafts.Golden().EventId, columns.RecordId.Values[0]);
        Assert.Equal(1_700_000_040_000, columns.MinuteMs.Values[0]);
        Assert.Equal("identity"u8, columns.Stage[0]);
        Assert.Equal("bot"u8, columns.Reason[0]);
        Assert.Equal(4711, columns.Events.Values[0]);
        Assert.Equal(1, columns.Count);
    }

    [Fact]
    public void A_canary_is_read_into_its_own_columns()
    {
        var columns = Decode(Canary).Canaries;
        Assert.Equal(Drafts.Golden().SiteId, columns.NodeId.Values[0]);
        Assert.Equal(1_700_000_000_456, columns.LastSentAtMs);
        Assert.Equal(1, columns.Count);
    }

    [Fact]
    public void A_bot_is_read_into_its_own_columns_with_its_rule()
    {
        var columns = Decode(Bot).Bots;
        Assert.Equal(Drafts.Golden().SiteId, columns.SiteId.Values[0]);
        Assert.Equal(Drafts.Golden().EventId, columns.EventId.Values[0]);
        Assert.Equal((1_700_000_000_123, 1_700_000_000_456), (columns.EventTimeMs.Values[0], columns.ReceivedAtMs.Values[0]));
        Assert.Equal("(?<! cu)bots?", Encoding.UTF8.GetString(columns.Rule[0]));
        var texts = BotColumns.Fields.ToArray().Select(field => Encoding.UTF8.GetString(columns.Text(field)![0]));
        Assert.Equal(["purchase", "", "/kasse/\u00fcbersicht", "", "", "", "", "", "DE"], texts);
        Assert.Null(columns.Text(TextField.DistinctId));
    }

    [Fact]
    public void Only_side_records_are_told_apart_by_their_type()
    {
        Assert.All([Rejections, Canary, Bot], record => Assert.True(RecordDecoder.IsSide(Convert.FromHexString(record))));
        Assert.False(RecordDecoder.IsSide(Encode(Drafts.Golden())));
        Assert.False(RecordDecoder.IsSide("\u0001234567"u8));
        Assert.False(RecordDecoder.IsSide([]));
    }

    [Fact]
    public void A_cleared_batch_holds_none()
    {
        var batch = new EventBatch();
        foreach (var record in new[] { Rejections, Canary, Bot })
        {
            Assert.True(RecordDecoder.TryDecode(Convert.FromHexString(record), batch));
        }

        Assert.Equal((0, 3, false), (batch.RowCount, batch.SideCount, batch.IsEmpty));
        batch.Clear();
        Assert.True(batch.IsEmpty);
    }

    [Fact]
    public void Neither_making_nor_reading_a_bots_record_allocates()
    {
        var draft = Drafts.GoldenBot();
        var batch = new EventBatch();
        var output = new byte[RecordEncoder.Measure(draft)];
        Assert.Equal(0, Allocations.Least(() =>
        {
            for (var i = 0; i < 100; i++)
            {
                draft.Arena.Rewind(64);
                SideDrafts.TurnIntoBot(draft, "(?<! cu)bots?");
                var written = RecordEncoder.Encode(draft, output);
                Assert.True(RecordDecoder.TryDecode(output.AsSpan(0, written), batch));
            }
        }));
    }

    private static EventBatch Decode(string record)
    {
        var batch = new EventBatch();
        Assert.True(RecordDecoder.TryDecode(Convert.FromHexString(record), batch));
        Assert.Equal(0, batch.RowCount);
        Assert.Equal(0, batch.SiteId.Count);
        return batch;
    }

    private static byte[] Encode(EventDraft draft)
    {
        var output = new byte[RecordEncoder.Measure(draft)];
        RecordEncoder.Encode(draft, output);
        return output;
    }
}
