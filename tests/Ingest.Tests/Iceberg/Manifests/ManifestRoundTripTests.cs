using Ingest.Sinks.Iceberg;
using Ingest.Sinks.Iceberg.Manifests;
using Ingest.Sinks.Iceberg.Metadata;

namespace Ingest.Tests.Iceberg.Manifests;

public sealed class ManifestRoundTripTests
{
    private const long Snapshot = 77;

    [Fact]
    public void Reads_back_what_was_written()
    {
        for (var seed = 0; seed < 30; seed++)
        {
            var random = new RandomManifests(seed);
            var partition = random.Partition();
            var content = (ManifestContent)(seed % 2);
            // The last is longer than a block.
            var entries = random.Entries(partition, content, count: seed == 29 ? 200 : seed);

            var written = Write(partition, entries, content);
            var read = ManifestReader.Read(written.File with { SequenceNumber = null }, partition, written.Bytes).ToArray();

            Assert.Equal(written.Bytes.Length, written.File.Length);
            Assert.True(Texts(entries, partition).SequenceEqual(Texts(read, partition)), $"seed {seed}");
            Assert.True(Texts(read, partition).SequenceEqual(Texts(Rewrite(read, partition, content), partition)), $"rewritten, seed {seed}");
        }
    }

    [Fact]
    public void Reads_a_manifest_list_back()
    {
        for (var seed = 0; seed < 30; seed++)
        {
            var random = new RandomManifests(seed);
            ManifestFile[] manifests = [.. Enumerable.Range(0, seed).Select(_ => random.ManifestFile())];

            var read = ManifestListReader.Read("list.avro", ManifestListWriter.Write(Snapshot, parentSnapshotId: null, sequenceNumber: 5, manifests));

            Assert.True(manifests.Select(Text).SequenceEqual(read.Select(Text)), $"seed {seed}");
        }
    }

    [Fact]
    public void Counts_files_and_rows_by_status()
    {
        var partition = PartitionType.Of(new PartitionSpec(0, []), RandomManifests.Schema);
        ManifestEntry Entry(EntryStatus status, long rows, long? sequenceNumber) => new(status, new DataFile { Path = "f", Partition = [], RecordCount = rows, FileSize = 1 })
        {
            SnapshotId = 1,
            SequenceNumber = sequenceNumber,
        };

        var file = Write(partition, [
            Entry(EntryStatus.Added, 1, null), Entry(EntryStatus.Added, 2, null), Entry(EntryStatus.Existing, 4, 9), Entry(EntryStatus.Existing, 8, 7),
            Entry(EntryStatus.Deleted, 16, 3),
        ]).File;

        Assert.Equal((2, 2, 1), (file.AddedFiles, file.ExistingFiles, file.DeletedFiles));
        Assert.Equal((3, 12, 16), (file.AddedRows, file.ExistingRows, file.DeletedRows));
        Assert.Equal(7, file.MinSequenceNumber);
        Assert.Null(file.SequenceNumber);
        Assert.Equal(Snapshot, file.AddedSnapshotId);
    }

    [Fact]
    public void The_list_gives_new_manifests_the_number_of_the_commit()
    {
        var partition = PartitionType.Of(new PartitionSpec(0, []), RandomManifests.Schema);
        var file = new DataFile { Path = "f", Partition = [], RecordCount = 1, FileSize = 1 };
        var written = Write(partition, [new ManifestEntry(EntryStatus.Added, file)]);
        var old = new RandomManifests(1).ManifestFile();

        var read = ManifestListReader.Read("list.avro", ManifestListWriter.Write(Snapshot, 76, 12, [written.File, old]));
        var entry = Assert.Single(ManifestReader.Read(read[0], partition, written.Bytes));

        Assert.Equal((12, 12), (read[0].SequenceNumber, read[0].MinSequenceNumber));
        Assert.Equal((old.SequenceNumber, old.MinSequenceNumber), (read[1].SequenceNumber, read[1].MinSequenceNumber));
        Assert.Equal((Snapshot, 12, 12), (entry.SnapshotId, entry.SequenceNumber, entry.FileSequenceNumber));
        Assert.Throws<ArgumentException>(() => ManifestListWriter.Write(78, Snapshot, 13, [written.File]));
    }

    [Fact]
    public void Only_added_files_inherit_a_sequence_number_and_all_of_the_first_version_have_0()
    {
        var partition = PartitionType.Of(new PartitionSpec(0, []), RandomManifests.Schema);
        var file = new DataFile { Path = "f", Partition = [], RecordCount = 1, FileSize = 1 };
        var written = Write(partition, [
            new ManifestEntry(EntryStatus.Added, file), new ManifestEntry(EntryStatus.Added, file) { SequenceNumber = 4 },
            new ManifestEntry(EntryStatus.Existing, file) { SnapshotId = 5, SequenceNumber = 3 }, new ManifestEntry(EntryStatus.Deleted, file) { SequenceNumber = 2, FileSequenceNumber = 1 },
        ]);

        Assert.Equal([(Snapshot, 9L, 9L), (Snapshot, 4L, 9L), (5L, 3L, null), (Snapshot, 2L, 1L)], Numbers(9));
        Assert.Equal([(Snapshot, 0L, 0L), (Snapshot, 4L, 0L), (5L, 3L, 0L), (Snapshot, 2L, 1L)], Numbers(0));

        IEnumerable<(long?, long?, long?)> Numbers(long manifest) => ManifestReader.Read(written.File with { SequenceNumber = manifest }, partition, written.Bytes)
            .Select(entry => (entry.SnapshotId, entry.SequenceNumber, entry.FileSequenceNumber));
    }

    [Fact]
    public void Refuses_entries_that_readers_would_misread()
    {
        var partition = PartitionType.Of(new PartitionSpec(0, [new PartitionField(2, 1000, "number", Transforms.Identity)]), RandomManifests.Schema);
        var file = new DataFile { Path = "the-file", Partition = [1], RecordCount = 1, FileSize = 1 };

        AssertRefused(new ManifestEntry(EntryStatus.Existing, file) { SnapshotId = 1 });
        AssertRefused(new ManifestEntry(EntryStatus.Existing, file) { SequenceNumber = 1 });
        AssertRefused(new ManifestEntry(EntryStatus.Deleted, file));
        AssertRefused(new ManifestEntry(EntryStatus.Added, file with { Content = FileContent.EqualityDeletes }));
        AssertRefused(new ManifestEntry(EntryStatus.Added, file with { Partition = [] }));
        Assert.Contains("String", Assert.Throws<ArgumentException>(() => Write(partition, [new ManifestEntry(EntryStatus.Added, file with { Partition = ["1"] })])).Message);

        void AssertRefused(ManifestEntry entry) => Assert.Contains("the-file", Assert.Throws<ArgumentException>(() => Write(partition, [entry])).Message);
    }

    [Fact]
    public void A_manifest_with_fewer_lines_than_the_list_says_is_broken()
    {
        var partition = PartitionType.Of(new PartitionSpec(0, []), RandomManifests.Schema);
        var written = Write(partition, [new ManifestEntry(EntryStatus.Added, new DataFile { Path = "f", Partition = [], RecordCount = 1, FileSize = 1 })]);

        var fault = Assert.Throws<IcebergException>(() => ManifestReader.Read(written.File with { AddedFiles = 2 }, partition, written.Bytes).ToArray());

        Assert.Contains("m.avro has 1 lines; the manifest list says 2", fault.Message);
    }

    [Fact]
    public void Values_of_a_column_that_has_become_wider_are_read_as_the_wider_type()
    {
        var spec = new PartitionSpec(0, [new PartitionField(1, 1000, "n", Transforms.Identity), new PartitionField(2, 1001, "f", Transforms.Identity)]);
        PartitionType TypeOf(string number, string floating) =>
            PartitionType.Of(spec, new IcebergSchema(0, [new NestedField(1, "n", false, new PrimitiveType(number)), new NestedField(2, "f", false, new PrimitiveType(floating))]));
        var written = Write(TypeOf("int", "float"), [new ManifestEntry(EntryStatus.Added, new DataFile { Path = "f", Partition = [-5, 1.5f], RecordCount = 1, FileSize = 1 })]);

        var read = Assert.Single(ManifestReader.Read(written.File, TypeOf("long", "double"), written.Bytes));

        Assert.Equal([-5L, 1.5], read.File.Partition);
    }

    private static WrittenManifest Write(PartitionType partition, IReadOnlyList<ManifestEntry> entries, ManifestContent content = ManifestContent.Data) =>
        new ManifestWriter(RandomManifests.Schema, partition).Write("m.avro", content, entries, Snapshot);

    private static IEnumerable<ManifestEntry> Rewrite(IReadOnlyList<ManifestEntry> entries, PartitionType partition, ManifestContent content)
    {
        var written = Write(partition, entries, content);
        return ManifestReader.Read(written.File with { SequenceNumber = null }, partition, written.Bytes);
    }

    private static IEnumerable<string> Texts(IEnumerable<ManifestEntry> entries, PartitionType partition) =>
        entries.Select(entry => ManifestJson.Of(entry, partition, Snapshot).ToJsonString());

    private static string Text(ManifestFile manifest) => ManifestJson.Of(manifest).ToJsonString();
}
