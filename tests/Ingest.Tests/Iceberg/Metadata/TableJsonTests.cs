using System.Text;
using System.Text.Json.Nodes;
using Ingest.Sinks.Iceberg;
using Ingest.Sinks.Iceberg.Metadata;

namespace Ingest.Tests.Iceberg.Metadata;

/// <summary>Metadata files: the text that is written, and what other writers have written.</summary>
public sealed class TableJsonTests
{
    // Frozen: tables that exist are read by it. It may grow, never change.
    private const string Golden = """
        {"format-version":2,"table-uuid":"9c12d441-03fe-4693-9a96-a0705ddf69c1","location":"file:///lake/analytics/events","last-sequence-number":1,
        "last-updated-ms":1793491201000,"last-column-id":10,"current-schema-id":0,"schemas":[{"type":"struct","schema-id":0,"fields":[
        {"id":1,"name":"event_id","required":true,"type":"uuid","doc":"identity"},
        {"id":2,"name":"event_time","required":true,"type":"timestamptz"},
        {"id":3,"name":"site_id","required":true,"type":"string"},
        {"id":4,"name":"amount","required":false,"type":"decimal(18, 4)"},
        {"id":5,"name":"props","required":false,"type":{"type":"map","key-id":6,"key":"string","value-id":7,"value-required":false,"value":"string"}},
        {"id":8,"name":"tags","required":false,"type":{"type":"list","element-id":9,"element-required":true,"element":{"type":"struct","fields":[{"id":10,"name":"name","required":true,"type":"string"}]}}}]}],
        "default-spec-id":0,"partition-specs":[{"spec-id":0,"fields":[{"source-id":2,"field-id":1000,"name":"event_time_day","transform":"day"},{"source-id":3,"field-id":1001,"name":"site_id","transform":"identity"}]}],
        "last-partition-id":1001,"default-sort-order-id":1,"sort-orders":[{"order-id":1,"fields":[{"source-id":2,"transform":"identity","direction":"asc","null-order":"nulls-first"}]}],
        "properties":{"write.parquet.compression-codec":"zstd"},"current-snapshot-id":1,
        "snapshots":[{"snapshot-id":1,"sequence-number":1,"timestamp-ms":1793491200001,"manifest-list":"file:///lake/analytics/events/metadata/snap-1.avro","summary":{"operation":"append"},"schema-id":0}],
        "snapshot-log":[{"timestamp-ms":1793491201000,"snapshot-id":1}],
        "metadata-log":[{"timestamp-ms":1793491200000,"metadata-file":"file:///lake/analytics/events/metadata/0.json"}],
        "refs":{"main":{"snapshot-id":1,"type":"branch"}}}
        """;

    // As Java writes it after another engine had the table: statistics, a tag with a time to live, a default of a column, an unknown key.
    private const string OfAnother = """
        {"format-version":2,"table-uuid":"9C12D441-03FE-4693-9A96-A0705DDF69C1","location":"s3://b/t","last-sequence-number":34,"last-updated-ms":1602638573590,
        "last-column-id":3,"current-schema-id":1,
        "schemas":[{"type":"struct","schema-id":0,"fields":[{"id":1,"name":"x","required":true,"type":"long"}]},
        {"type":"struct","schema-id":1,"identifier-field-ids":[1],"fields":[{"id":1,"name":"x","required":true,"type":"long","initial-default":7},{"id":2,"name":"f","required":false,"type":"fixed[16]"}]}],
        "default-spec-id":0,"partition-specs":[{"spec-id":0,"fields":[{"name":"x","transform":"bucket[16]","source-id":1,"field-id":1000}]}],"last-partition-id":1000,
        "default-sort-order-id":0,"sort-orders":[{"order-id":0,"fields":[]}],
        "properties":{"a":"b"},"current-snapshot-id":3055729675574597004,
        "refs":{"main":{"snapshot-id":3055729675574597004,"type":"branch","max-ref-age-ms":9},"t":{"snapshot-id":3055729675574597004,"type":"tag","max-ref-age-ms":10000000}},
        "snapshots":[{"snapshot-id":3055729675574597004,"timestamp-ms":1555100955770,"sequence-number":1,"summary":{"operation":"append"},"manifest-list":"s3://a/b/2.avro","schema-id":1,"first-row-id":5}],
        "statistics":[{"snapshot-id":3055729675574597004,"statistics-path":"s3://a/b/stats.puffin","file-size-in-bytes":413,"blob-metadata":[]}],"partition-statistics":[],
        "snapshot-log":[{"snapshot-id":3055729675574597004,"timestamp-ms":1555100955770}],"metadata-log":[{"metadata-file":"s3://bucket/.../v1.json","timestamp-ms":1515100}],"x-unknown":{"deep":[1,2.50]}}
        """;

    [Fact]
    public void The_text_of_a_metadata_file_is_frozen() =>
        Assert.Equal(Golden.Replace("\n", "", StringComparison.Ordinal), Encoding.UTF8.GetString(TableJson.Render(SampleTable.WithSnapshots(1))));

    [Fact]
    public void Reads_back_what_was_written()
    {
        var bytes = TableJson.Render(SampleTable.WithSnapshots(3));
        Assert.Equal(bytes, TableJson.Render(TableJson.Parse("x", bytes)));
    }

    [Fact]
    public void Keeps_all_that_another_writer_has_said()
    {
        var written = TableJson.Render(TableJson.Parse("x", Encoding.UTF8.GetBytes(OfAnother)));
        var expected = JsonNode.Parse(OfAnother)!;
        expected["table-uuid"] = "9c12d441-03fe-4693-9a96-a0705ddf69c1";
        Assert.True(JsonNode.DeepEquals(expected, JsonNode.Parse(written)), Encoding.UTF8.GetString(written));
    }

    [Fact]
    public void A_change_keeps_it_too()
    {
        var metadata = TableJson.Parse("x", Encoding.UTF8.GetBytes(OfAnother));
        var next = JsonNode.Parse(TableJson.Render(SampleTable.Append(metadata, 77).Apply(metadata, "s3://b/t/metadata/1.json", SampleTable.Start)))!;
        var before = JsonNode.Parse(OfAnother)!;
        foreach (var key in new[] { "statistics", "x-unknown", "schemas", "partition-specs", "properties" })
        {
            Assert.True(JsonNode.DeepEquals(before[key], next[key]), key);
        }

        Assert.Equal(9, (int)next["refs"]!["main"]!["max-ref-age-ms"]!);
        Assert.Equal(77, (long)next["refs"]!["main"]!["snapshot-id"]!);
        Assert.Equal(35, (long)next["last-sequence-number"]!);
    }

    [Theory]
    [InlineData("-1")]
    [InlineData("null")]
    public void An_empty_table_has_no_current_snapshot_however_it_is_said(string none)
    {
        var text = Encoding.UTF8.GetString(TableJson.Render(SampleTable.Create())).Replace("\"current-snapshot-id\":-1", $"\"current-snapshot-id\":{none}", StringComparison.Ordinal);
        var metadata = TableJson.Parse("x", Encoding.UTF8.GetBytes(text));
        Assert.Null(metadata.CurrentSnapshotId);
        Assert.Empty(metadata.Refs);
    }

    [Fact]
    public void A_table_of_an_old_writer_gets_the_branch_that_it_does_not_name()
    {
        var json = JsonNode.Parse(Golden)!;
        json.AsObject().Remove("refs");
        var metadata = TableJson.Parse("x", Encoding.UTF8.GetBytes(json.ToJsonString()));
        Assert.Equal(new SnapshotRef(1, "branch"), metadata.Refs[SnapshotRef.Main]);
    }

    [Theory]
    [InlineData("""{"format-version":2}""", "cannot be read")]
    [InlineData("""nonsense""", "cannot be read")]
    [InlineData("""null""", "is empty")]
    [InlineData("""[]""", "cannot be read")]
    public void What_is_no_metadata_is_refused_with_its_place(string text, string words)
    {
        var fault = Assert.Throws<IcebergException>(() => TableJson.Parse("s3://b/t/metadata/7.json", Encoding.UTF8.GetBytes(text)));
        Assert.Contains("s3://b/t/metadata/7.json", fault.Message, StringComparison.Ordinal);
        Assert.Contains(words, fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Another_version_of_the_format_is_refused(int version)
    {
        var text = Golden.Replace("\"format-version\":2", $"\"format-version\":{version}", StringComparison.Ordinal);
        Assert.Contains($"version {version}", Assert.Throws<IcebergException>(() => TableJson.Parse("x", Encoding.UTF8.GetBytes(text))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Updates_and_requirements_are_spelt_as_the_protocol_has_them()
    {
        var changes = SampleTable.Append(SampleTable.Create(), 5);
        Assert.Equal(
            """[{"type":"assert-table-uuid","uuid":"9c12d441-03fe-4693-9a96-a0705ddf69c1"},{"type":"assert-ref-snapshot-id","ref":"main","snapshot-id":null}]""",
            TableJson.ToText(changes.Requirements));
        Assert.Equal(
            """[{"action":"add-snapshot","snapshot":{"snapshot-id":5,"sequence-number":1,"timestamp-ms":1793491200005,"manifest-list":"file:///lake/analytics/events/metadata/snap-5.avro","summary":{"operation":"append"},"schema-id":0}},{"action":"set-snapshot-ref","ref-name":"main","type":"branch","snapshot-id":5}]""",
            TableJson.ToText(changes.Updates));
        IReadOnlyList<TableUpdate> others =
            [new RemoveSnapshots([1, 2]), new SetProperties(new Dictionary<string, string> { ["a"] = "b" }), new RemoveProperties(["c"]), new AddSchema(new IcebergSchema(1, []), 4), new SetCurrentSchema(-1)];
        Assert.Equal(
            """[{"action":"remove-snapshots","snapshot-ids":[1,2]},{"action":"set-properties","updates":{"a":"b"}},{"action":"remove-properties","removals":["c"]},{"action":"add-schema","schema":{"type":"struct","schema-id":1,"fields":[]},"last-column-id":4},{"action":"set-current-schema","schema-id":-1}]""",
            TableJson.ToText(others));
    }
}
