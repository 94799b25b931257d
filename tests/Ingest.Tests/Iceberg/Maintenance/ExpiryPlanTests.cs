using System.Text.Json;
using Ingest.Sinks.Iceberg.Maintenance;
using Ingest.Sinks.Iceberg.Metadata;
using Ingest.Tests.Iceberg.Metadata;

namespace Ingest.Tests.Iceberg.Maintenance;

public sealed class ExpiryPlanTests
{
    private static readonly DateTimeOffset Later = SampleTable.Start.AddDays(30);

    [Fact]
    public void The_latest_stay_however_old_they_are() =>
        Assert.Equal([1, 2, 3, 4, 5], ExpiryPlan.Of(SampleTable.WithSnapshots(15), new ExpiryOptions(), Later));

    [Fact]
    public void What_is_young_stays() =>
        Assert.Equal([1, 2], ExpiryPlan.Of(
            SampleTable.WithSnapshots(6), new ExpiryOptions { Keep = 1, OlderThan = TimeSpan.FromDays(30) - TimeSpan.FromMilliseconds(3) }, Later));

    [Fact]
    public void The_current_one_stays_whatever_is_asked() =>
        Assert.Equal([1, 2], ExpiryPlan.Of(SampleTable.WithSnapshots(3), new ExpiryOptions { Keep = 1, OlderThan = TimeSpan.FromMilliseconds(1) }, Later));

    [Fact]
    public void The_table_may_say_other_numbers()
    {
        var table = SampleTable.WithSnapshots(6);
        table = table with { Properties = new Dictionary<string, string> { ["history.expire.min-snapshots-to-keep"] = "4" } };
        Assert.Equal([1, 2], ExpiryPlan.Of(table, new ExpiryOptions(), Later));
        table = table with { Properties = new Dictionary<string, string> { ["history.expire.max-snapshot-age-ms"] = $"{TimeSpan.FromDays(31).TotalMilliseconds:0}" } };
        Assert.Empty(ExpiryPlan.Of(table, new ExpiryOptions { Keep = 1 }, Later));
    }

    [Fact]
    public void A_tag_keeps_one_and_a_branch_its_latest()
    {
        var table = SampleTable.WithSnapshots(12);
        var refs = new Dictionary<string, SnapshotRef>(table.Refs) { ["audit"] = new(2, "tag"), ["test"] = new(6, "branch") };
        table = table with { Refs = refs };
        Assert.Equal([1, 3, 4, 7, 8, 9, 10], ExpiryPlan.Of(table, new ExpiryOptions { Keep = 2 }, Later));

        refs["test"] = new(6, "branch") { Others = new Dictionary<string, JsonElement> { ["min-snapshots-to-keep"] = JsonSerializer.SerializeToElement(4) } };
        Assert.Equal([1, 7, 8, 9, 10], ExpiryPlan.Of(table with { Refs = refs }, new ExpiryOptions { Keep = 2 }, Later));
    }

    [Fact]
    public void The_head_of_a_metadata_file_says_whose_it_is()
    {
        var table = SampleTable.WithSnapshots(50);
        var head = TableJson.Render(table).AsSpan(0, 4096);
        Assert.Equal((table.TableUuid, table.LastUpdatedMs), OldMetadata.Parse(head));
        Assert.Null(OldMetadata.Parse(head[..60]));
        Assert.Null(OldMetadata.Parse("no json"u8));
        Assert.Null(OldMetadata.Parse("{\"properties\":{\"table-uuid\":\"9c12d441-03fe-4693-9a96-a0705ddf69c1\",\"last-updated-ms\":1}}"u8));
    }
}
