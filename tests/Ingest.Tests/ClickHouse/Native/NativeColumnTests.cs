using System.Buffers;
using Ingest.Core.Batching;
using Ingest.Core.Events;
using Ingest.Sinks.ClickHouse.Native;

namespace Ingest.Tests.ClickHouse.Native;

/// <summary>Bytes as ClickHouse 26.5 itself writes them with <c>FORMAT Native</c> for the same values.</summary>
public sealed class NativeColumnTests
{
    private readonly EventBatch _batch = new();

    [Fact]
    public void Writes_a_uuid_as_two_little_endian_halves()
    {
        _batch.SiteId.Add(Guid.Parse("00112233-4455-6677-8899-aabbccddeeff"));
        Assert.Equal("0773697465" + "5F69640455554944" + "7766554433221100FFEEDDCCBBAA9988", Written("site_id"));
    }

    [Fact]
    public void Writes_more_uuids_than_one_run_holds()
    {
        for (var i = 0; i < 5000; i++)
            _batch.VisitId.Add(new Guid(i, 0, 0, [0, 0, 0, 0, 0, 0, 0, 9]));
        var bytes = Convert.FromHexString(Written("visit_id"))[14..];
        Assert.Equal(5000 * 16, bytes.Length);
        for (var i = 0; i < 5000; i++)
            Assert.Equal((i, 9), (BitConverter.ToInt32(bytes, (i * 16) + 4), BitConverter.ToInt32(bytes, (i * 16) + 8)));
    }

    [Fact]
    public void Writes_times_and_revenue_as_signed_64_bit()
    {
        _batch.EventTimeMs.Add(1577836800001);
        _batch.RevenueE4.Add(125000);
        Assert.EndsWith("5554432729" + "01E8665E6F010000", Written("event_time"), StringComparison.Ordinal);
        Assert.EndsWith("2C203429" + "48E8010000000000", Written("revenue"), StringComparison.Ordinal);
    }

    [Fact]
    public void Writes_a_vital_that_was_not_sent_as_null()
    {
        var vital = _batch.Vital(VitalField.Lcp);
        vital.Add(1.5);
        vital.Add(double.NaN);
        Assert.Contains("466C6F6174363429" + "0001" + "000000000000F83F", Written("lcp"), StringComparison.Ordinal);
    }

    [Fact]
    public void Writes_low_cardinality_with_the_empty_text_as_key_0()
    {
        foreach (var text in new[] { "a", "", "b", "a" })
            _batch.Text(TextField.Os).Add(System.Text.Encoding.UTF8.GetBytes(text));
        Assert.EndsWith(
            "0100000000000000" + "0006000000000000" + "0300000000000000" + "0001610162" + "0400000000000000" + "01000201",
            Written("os"),
            StringComparison.Ordinal);
    }

    [Fact]
    public void Writes_a_map_as_offsets_keys_and_values()
    {
        for (var row = 1; row <= 4; row++)
        {
            _batch.DataKeys.Add("k"u8);
            _batch.DataTypes.Add(3);
            _batch.DataNumbers.Add(double.NaN);
            _batch.DataEnds.Add(row);
        }

        Assert.EndsWith(
            "4D617028537472696E672C2055496E743829" + "0100000000000000020000000000000003000000000000000400000000000000"
            + "016B" + "016B" + "016B" + "016B" + "03030303",
            Written("data_type"),
            StringComparison.Ordinal);
    }

    [Fact]
    public void Writes_maps_without_any_entry_as_offsets_alone()
    {
        _batch.DataEnds.Add(0);
        Assert.EndsWith("4D617028537472696E672C20537472696E6729" + "0000000000000000", Written("data_text"), StringComparison.Ordinal);
    }

    [Fact]
    public void Leaves_what_is_no_number_out_of_the_map_of_numbers()
    {
        foreach (var (key, number) in new[] { ("a", double.NaN), ("b", 2.0), ("a", 1.0) })
        {
            _batch.DataKeys.Add(System.Text.Encoding.UTF8.GetBytes(key));
            _batch.DataNumbers.Add(number);
        }

        _batch.DataEnds.Add(2);
        _batch.DataEnds.Add(3);
        Assert.EndsWith(
            "01000000000000000200000000000000" + "0162" + "0161" + "0000000000000040000000000000F03F",
            Written("data_number"),
            StringComparison.Ordinal);
    }

    private string Written(string name)
    {
        var (output, scratch) = (new ArrayBufferWriter<byte>(), new NativeScratch());
        scratch.Start(_batch);
        EventColumns.All.Single(column => column.Name == name).Write(output, _batch, scratch);
        return Convert.ToHexString(output.WrittenSpan);
    }
}
