using System.Globalization;
using System.Text.Json.Nodes;
using Ingest.Sinks.Iceberg.Avro;
using Ingest.Sinks.Iceberg.Manifests;
using Ingest.Sinks.Iceberg.Metadata;
using Ingest.Tests.Fakes;
using Ingest.Tests.Iceberg.Manifests;

namespace Ingest.IntegrationTests.Lake.Manifests;

/// <summary>Manifests of this program as Apache's decoder reads them, and files of its encoder as this program reads them.</summary>
public sealed class IndependentDecoderTests
{
    private const long Snapshot = 4711;
    private const int Files = 40;

    [Fact]
    public async Task Manifests_hold_what_was_written()
    {
        PythonAvro.Require();
        using var folder = new TemporaryFolder();
        var written = new List<(PartitionType Partition, ManifestContent Content, ManifestEntry[] Entries)>();
        for (var seed = 0; seed < Files; seed++)
        {
            var random = new RandomManifests(seed);
            var (partition, content) = (random.Partition(), (ManifestContent)(seed % 2));
            written.Add((partition, content, random.Entries(partition, content, count: seed)));
            var manifest = new ManifestWriter(RandomManifests.Schema, partition).Write("m", content, written[seed].Entries, Snapshot);
            await File.WriteAllBytesAsync(folder.File($"{seed}.avro"), manifest.Bytes, TestContext.Current.CancellationToken);
        }

        var read = await PythonAvro.ReadAsync(Enumerable.Range(0, Files).Select(seed => folder.File($"{seed}.avro")));

        foreach (var (seed, (partition, content, entries)) in written.Index())
        {
            var metadata = read[seed]["metadata"]!;
            Assert.Equal(content == ManifestContent.Data ? "data" : "deletes", (string?)metadata["content"]);
            Assert.Equal(("3", "2"), ((string?)metadata["schema-id"], (string?)metadata["format-version"]));
            Assert.Equal(partition.Spec.SpecId.ToString(CultureInfo.InvariantCulture), (string?)metadata["partition-spec-id"]);
            Assert.Equal(TableJson.ToText(RandomManifests.Schema), (string?)metadata["schema"]);
            Assert.Equal(TableJson.ToText(partition.Spec.Fields), (string?)metadata["partition-spec"]);
            AssertEqual(new JsonArray([.. entries.Select(entry => ManifestJson.Of(entry, partition, Snapshot))]), WithPartitionIds(read[seed]), seed);
        }
    }

    [Fact]
    public async Task A_manifest_list_holds_what_was_written()
    {
        PythonAvro.Require();
        using var folder = new TemporaryFolder();
        var random = new RandomManifests(5);
        ManifestFile[] manifests = [.. Enumerable.Range(0, 500).Select(_ => random.ManifestFile())];
        var paths = new[] { folder.File("first.avro"), folder.File("next.avro") };
        await File.WriteAllBytesAsync(paths[0], ManifestListWriter.Write(Snapshot, parentSnapshotId: null, sequenceNumber: 1, []), TestContext.Current.CancellationToken);
        await File.WriteAllBytesAsync(paths[1], ManifestListWriter.Write(Snapshot, 4710, 12, manifests), TestContext.Current.CancellationToken);

        var read = await PythonAvro.ReadAsync(paths);

        Assert.Equal(("4711", "null", "1", "2"), Keys(read[0]["metadata"]!));
        Assert.Equal(("4711", "4710", "12", "2"), Keys(read[1]["metadata"]!));
        AssertEqual(new JsonArray([.. manifests.Select(ManifestJson.Of)]), read[1]["records"], seed: 5);
        Assert.Equal(
            "manifest_path=500 manifest_length=501 partition_spec_id=502 added_snapshot_id=503 added_files_count=504 existing_files_count=505 "
            + "deleted_files_count=506 partitions=507 element=508 r508.contains_null=509 r508.lower_bound=510 r508.upper_bound=511 added_rows_count=512 existing_rows_count=513 "
            + "deleted_rows_count=514 sequence_number=515 min_sequence_number=516 content=517 r508.contains_nan=518 key_metadata=519",
            IdsOf(read[0]["schema"]!));

        static (string?, string?, string?, string?) Keys(JsonNode metadata) =>
            ((string?)metadata["snapshot-id"], (string?)metadata["parent-snapshot-id"], (string?)metadata["sequence-number"], (string?)metadata["format-version"]);
    }

    [Fact]
    public async Task A_manifest_has_the_ids_and_types_of_the_specification()
    {
        PythonAvro.Require();
        using var folder = new TemporaryFolder();
        var schema = new IcebergSchema(0, [
            new NestedField(1, "t", true, IcebergType.TimestampTz), new NestedField(2, "site", true, IcebergType.Uuid), new NestedField(3, "other", true, IcebergType.Uuid),
            new NestedField(4, "amount", false, IcebergType.Decimal(18, 4)),
        ]);
        var spec = new PartitionSpec(0, [
            new PartitionField(1, 1000, "t_day", "day"), new PartitionField(2, 1001, "site", "identity"), new PartitionField(3, 1002, "2nd site", "identity"),
            new PartitionField(1, 1003, "t", "identity"), new PartitionField(4, 1004, "amount", "identity"),
        ]);
        var manifest = new ManifestWriter(schema, PartitionType.Of(spec, schema)).Write("m", ManifestContent.Data, [], Snapshot);
        await File.WriteAllBytesAsync(folder.File("m.avro"), manifest.Bytes, TestContext.Current.CancellationToken);

        var avro = Assert.Single(await PythonAvro.ReadAsync([folder.File("m.avro")]))["schema"]!;

        Assert.Equal(
            "status=0 snapshot_id=1 data_file=2 sequence_number=3 file_sequence_number=4 r2.file_path=100 r2.file_format=101 r2.partition=102 r2.record_count=103 "
            + "r2.file_size_in_bytes=104 r2.column_sizes=108 r2.value_counts=109 r2.null_value_counts=110 k117_v118.key=117 k117_v118.value=118 k119_v120.key=119 "
            + "k119_v120.value=120 k121_v122.key=121 k121_v122.value=122 r2.lower_bounds=125 k126_v127.key=126 k126_v127.value=127 r2.upper_bounds=128 k129_v130.key=129 "
            + "k129_v130.value=130 r2.key_metadata=131 r2.split_offsets=132 element=133 r2.content=134 r2.equality_ids=135 element=136 r2.nan_value_counts=137 "
            + "k138_v139.key=138 k138_v139.value=139 r2.sort_order_id=140 r2.referenced_data_file=143 r102.t_day=1000 r102.site=1001 r102._2nd_x20site=1002 r102.t=1003 r102.amount=1004",
            IdsOf(avro));
        var file = Field(avro, "data_file")["type"]!;
        Assert.Equal(6, file["fields"]!.AsArray().Count(field => (field!["type"] as JsonArray)?[1] is JsonObject type && (string?)type["logicalType"] == "map"));
        AssertEqual(JsonNode.Parse(
            """
            [{"name":"t_day","type":["null",{"type":"int","logicalType":"date"}],"default":null,"field-id":1000},
             {"name":"site","type":["null",{"type":"fixed","name":"uuid_fixed","size":16,"logicalType":"uuid"}],"default":null,"field-id":1001},
             {"name":"_2nd_x20site","type":["null","uuid_fixed"],"default":null,"field-id":1002,"iceberg-field-name":"2nd site"},
             {"name":"t","type":["null",{"type":"long","logicalType":"timestamp-micros","adjust-to-utc":true}],"default":null,"field-id":1003},
             {"name":"amount","type":["null",{"type":"fixed","name":"decimal_18_4","size":8,"logicalType":"decimal","precision":18,"scale":4}],"default":null,"field-id":1004}]
            """)!, Field(file, "partition")["type"]!["fields"], seed: 0);
    }

    [Fact]
    public async Task Files_of_another_encoder_are_read_whatever_their_types()
    {
        PythonAvro.Require();
        using var folder = new TemporaryFolder();

        for (var round = 0; round < 2; round++)
        {
            var seed = Random.Shared.Next();
            var written = await PythonAvro.WriteAsync(seed, folder, Files);
            Assert.Equal(Files, written.Length);
            foreach (var (i, expected) in written.Index())
            {
                var file = AvroFileReader.Open($"{i}.avro", await File.ReadAllBytesAsync(folder.File($"{i}.avro"), TestContext.Current.CancellationToken));
                Assert.Equal("a value ☃", file.Text("a key"));
                AssertEqual(expected["records"]!, new JsonArray([.. file.Read().Select(AvroJson.Of)]), seed + i);
            }
        }
    }

    private static void AssertEqual(JsonNode expected, JsonNode? actual, int seed)
    {
        if (!JsonNode.DeepEquals(expected, actual))
        {
            // The texts show where they differ.
            Assert.Equal(expected.ToJsonString(), actual?.ToJsonString());
            Assert.Fail($"Unequal in a way that their texts are not; seed {seed}");
        }
    }

    // The decoder names partition values as Avro does; what was written is told by ids.
    private static JsonNode? WithPartitionIds(JsonNode manifest)
    {
        var ids = Field(Field(manifest["schema"]!, "data_file")["type"]!, "partition")["type"]!["fields"]!.AsArray()
            .ToDictionary(field => (string)field!["name"]!, field => ((int)field!["field-id"]!).ToString(CultureInfo.InvariantCulture));
        foreach (var record in manifest["records"]!.AsArray())
        {
            var values = record!["data_file"]!["partition"]!.AsObject();
            record["data_file"]!["partition"] = new JsonObject(values.Select(value => KeyValuePair.Create(ids[value.Key], value.Value?.DeepClone())));
        }

        return manifest["records"];
    }

    private static JsonNode Field(JsonNode record, string name) => record["fields"]!.AsArray().First(field => (string?)field!["name"] == name)!;

    private static string IdsOf(JsonNode schema) => string.Join(' ', Walk(schema, "").OrderBy(found => found.Id).Select(found => $"{found.Name}={found.Id}"));

    private static IEnumerable<(string Name, int Id)> Walk(JsonNode? type, string around) => type switch
    {
        JsonArray union => union.SelectMany(branch => Walk(branch, around)),
        JsonObject { } array when (string?)array["type"] == "array" =>
            Walk(array["items"], around).Concat(array["element-id"] is { } id ? [("element", (int)id)] : []),
        JsonObject { } record when record["fields"] is JsonArray fields => fields.SelectMany(field => Walk(field!["type"], (string?)record["name"] + ".")
            .Prepend(((string?)record["name"] is "manifest_entry" or "manifest_file" ? (string)field["name"]! : $"{record["name"]}.{field["name"]}", (int)field["field-id"]!))),
        _ => [],
    };
}
