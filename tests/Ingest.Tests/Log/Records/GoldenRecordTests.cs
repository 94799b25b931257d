using Ingest.Core.Batching;
using Ingest.Core.Events;
using Ingest.Core.Log.Records;
using Xunit;

namespace Ingest.Tests.Log.Records;

/// <summary>
/// Frozen bytes. When one of these fails, a log written by a released version would be read wrongly: do not edit the golden text,
/// make the format able to hold both, and add a golden record for the new version. docs/log-format.md says how.
/// </summary>
public sealed class GoldenRecordTests
{
    private const string Version1 =
        "01C37A80D9590200112233445566778899AABBCCDDEEFF10112233445566778899AABBCCDDEEFF20112233445566778899AABBCCDDEEFF3011223344"
        + "5566778899AABBCCDDEEFF7B68E5CF8B010000C869E5CF8B0100006CFB0100000000000500002000000000087075726368617365112F6B617373652F"
        + "C3BC6265727369636874034555521100000000004A93400000000000005440020104706C616E0370726F820570726963650731322E393930307B14AE"
        + "47E1FA2940";

    // The same event with an id of its caller's: nine bytes more in the fixed part.
    private const string Version1WithGivenId =
        "017AC691A4620200112233445566778899AABBCCDDEEFF10112233445566778899AABBCCDDEEFF20112233445566778899AABBCCDDEEFF3011223344"
        + "5566778899AABBCCDDEEFF7B68E5CF8B010000C869E5CF8B0100006CFB0100000000000115535C18A301000005000020000000000870757263686173"
        + "65112F6B617373652FC3BC6265727369636874034555521100000000004A93400000000000005440020104706C616E0370726F820570726963650731"
        + "322E393930307B14AE47E1FA2940";

    [Fact]
    public void Version_1_is_written_byte_for_byte()
    {
        var output = new byte[RecordEncoder.Measure(Drafts.Golden())];
        RecordEncoder.Encode(Drafts.Golden(), output);
        Assert.Equal(Version1, Convert.ToHexString(output));
    }

    [Fact]
    public void Version_1_is_read()
    {
        var batch = new EventBatch();
        Assert.True(RecordDecoder.TryDecode(Convert.FromHexString(Version1), batch));
        Assert.Equal(Drafts.Golden().EventId, batch.EventId.Values[0]);
        Assert.Equal("/kasse/\u00fcbersicht"u8, batch.Text(TextField.UrlPath)[0]);
        Assert.Equal([1234.5], batch.Vital(VitalField.Lcp).Values);
        Assert.Equal(double.NaN, batch.Vital(VitalField.Cls)[0]);
        Assert.Equal([double.NaN, 12.99], batch.DataNumbers.Values);
    }

    [Fact]
    public void Version_1_with_a_given_id_is_written_byte_for_byte()
    {
        var output = new byte[RecordEncoder.Measure(Drafts.GoldenWithGivenId())];
        RecordEncoder.Encode(Drafts.GoldenWithGivenId(), output);
        Assert.Equal(Version1WithGivenId, Convert.ToHexString(output));
    }

    [Fact]
    public void Version_1_with_a_given_id_is_read()
    {
        var batch = new EventBatch();
        Assert.True(RecordDecoder.TryDecode(Convert.FromHexString(Version1), batch));
        Assert.True(RecordDecoder.TryDecode(Convert.FromHexString(Version1WithGivenId), batch));
        Assert.Equal(batch.ReceivedAtMs.Values[0], batch.ReceivedAtMs.Values[1]);
        Assert.Equal([1_700_000_000_456, 1_800_000_000_789], batch.TakenAtMs.Values);
        Assert.Equal(batch.Text(TextField.UrlPath)[0], batch.Text(TextField.UrlPath)[1]);
    }

    [Fact]
    public void The_checksum_is_the_one_of_RFC_3720()
    {
        // The check value of CRC-32C is that of "123456789"; the four bytes after the first are the checksum's own place.
        Assert.Equal(0xE3069283, RecordFormat.Checksum("1....23456789"u8));
    }

    [Fact]
    public void A_record_of_a_newer_writer_is_read_without_its_new_fields()
    {
        var old = Convert.FromHexString(Version1);
        const int TextsAt = RecordFormat.HeaderBytes + RecordFormat.FixedBytes;
        const int CurrencyEnd = TextsAt + 8 + 9 + 18 + 4;
        var vitalsEnd = CurrencyEnd + 1 + 16;
        byte[] newer =
        [
            .. old[..TextsAt], 1, 2, 3,
            .. old[TextsAt..(TextsAt + 7)], 0x80,
            .. old[(TextsAt + 8)..CurrencyEnd], 2, 9, 9,
            (byte)(old[CurrencyEnd] | 0x20), .. old[(CurrencyEnd + 1)..vitalsEnd], 1, 2, 3, 4, 5, 6, 7, 8,
            .. old[vitalsEnd..], 7, 7, 7,
        ];
        newer[RecordFormat.HeaderBytes - 1] += 3;
        RecordDamageTests.Seal(newer);

        var (expected, actual) = (new EventBatch(), new EventBatch());
        Assert.True(RecordDecoder.TryDecode(old, expected));
        Assert.True(RecordDecoder.TryDecode(newer, actual));
        Assert.Equal(expected.RevenueE4.Values, actual.RevenueE4.Values);
        Assert.All(Enum.GetValues<TextField>(), field => Assert.Equal(expected.Text(field).Bytes, actual.Text(field).Bytes));
        Assert.All(Enum.GetValues<VitalField>(), field => Assert.Equal(expected.Vital(field).Values, actual.Vital(field).Values));
        Assert.Equal(expected.DataTexts.Bytes, actual.DataTexts.Bytes);
    }
}
