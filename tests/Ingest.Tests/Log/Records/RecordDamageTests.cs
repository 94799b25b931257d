using System.Buffers.Binary;
using FsCheck.Fluent;
using Ingest.Core.Batching;
using Ingest.Core.Events;
using Ingest.Core.Log.Records;
using Xunit;

namespace Ingest.Tests.Log.Records;

public sealed class RecordDamageTests
{
    private static readonly byte[] Whole = Encode(Drafts.Golden());

    [Fact]
    public void Every_flipped_bit_is_noticed()
    {
        for (var bit = 0; bit < Whole.Length * 8; bit++)
        {
            var damaged = Whole.ToArray();
            damaged[bit / 8] ^= (byte)(1 << (bit % 8));
            AssertRefused(damaged);
        }
    }

    [Fact]
    public void Every_cut_is_noticed()
    {
        for (var length = 0; length < Whole.Length; length++)
        {
            AssertRefused(Whole[..length]);
        }
    }

    [Fact]
    public void Arbitrary_bytes_are_refused_without_a_throw() =>
        FsCheck.Check.QuickThrowOnFailure(Prop.ForAll(ArbMap.Default.ArbFor<byte[]>(), AssertRefused));

    // With the checksum made right, only the lengths inside stand between the decoder and the end of the record.
    [Fact]
    public void Changed_bytes_under_a_right_checksum_append_a_whole_row_or_nothing()
    {
        var random = new Random(20_261_120);
        for (var run = 0; run < 20_000; run++)
        {
            var damaged = Encode(Drafts.Arbitrary(run % 50));
            for (var changes = random.Next(1, 4); changes > 0; changes--)
            {
                damaged[random.Next(5, damaged.Length)] = (byte)random.Next(256);
            }

            damaged = damaged[..(random.Next(2) == 0 ? damaged.Length : random.Next(6, damaged.Length))];
            Seal(damaged);
            AssertAligned(damaged);
        }
    }

    [Fact]
    public void An_unknown_version_is_refused()
    {
        var newer = Whole.ToArray();
        newer[0] = 2;
        Seal(newer);
        AssertRefused(newer);
    }

    [Fact]
    public void An_unknown_event_type_is_refused()
    {
        var newer = Whole.ToArray();
        newer[RecordFormat.TypeOffset] = 10;
        Seal(newer);
        AssertRefused(newer);
    }

    internal static void Seal(Span<byte> record) =>
        BinaryPrimitives.WriteUInt32LittleEndian(record[1..], RecordFormat.Checksum(record));

    private static void AssertRefused(byte[] record)
    {
        var batch = new EventBatch();
        Assert.False(RecordDecoder.TryDecode(record, batch));
        Assert.True(batch.IsEmpty);
        AssertColumns(batch);
    }

    private static void AssertAligned(byte[] record)
    {
        var batch = new EventBatch();
        Assert.Equal(RecordDecoder.TryDecode(record, batch) ? 1 : 0, batch.RowCount + batch.SideCount);
        AssertColumns(batch);
    }

    private static void AssertColumns(EventBatch batch)
    {
        var rows = batch.RowCount;
        Assert.All(Enum.GetValues<TextField>(), field => Assert.Equal(rows, batch.Text(field).Count));
        Assert.All(Enum.GetValues<VitalField>(), field => Assert.Equal(rows, batch.Vital(field).Count));
        Assert.Equal(rows, batch.SiteId.Count);
        Assert.Equal(rows, batch.RevenueE4.Count);
        Assert.Equal(rows, batch.DataEnds.Count);
        var values = rows == 0 ? 0 : batch.DataEnds.Values[^1];
        Assert.Equal(values, batch.DataKeys.Count);
        Assert.Equal(values, batch.DataTexts.Count);
        Assert.Equal(values, batch.DataTypes.Count);
        Assert.Equal(values, batch.DataNumbers.Count);
    }

    private static byte[] Encode(EventDraft draft)
    {
        var output = new byte[RecordEncoder.Measure(draft)];
        RecordEncoder.Encode(draft, output);
        return output;
    }
}
