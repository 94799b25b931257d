using Ingest.Sinks.Iceberg;
using Ingest.Sinks.Iceberg.Avro;
using Ingest.Sinks.Iceberg.Manifests;
using Ingest.Sinks.Iceberg.Metadata;

namespace Ingest.Tests.Iceberg.Manifests;

public sealed class ManifestHostileTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_manifest_that_was_cut_is_refused_at_every_length(bool isDeflated)
    {
        var (file, partition, bytes) = Write(seed: 4, isDeflated);

        Assert.Equal(5, ManifestReader.Read(file, partition, bytes).Count());
        Assert.All(Enumerable.Range(0, bytes.Length), length => Assert.True(IsRefused(file, partition, bytes[..length]), $"cut at {length}"));
    }

    [Fact]
    public void A_manifest_that_was_changed_is_refused_or_read()
    {
        for (var seed = 0; seed < 2; seed++)
        {
            var (file, partition, bytes) = Write(seed, isDeflated: seed % 2 == 0);
            var random = new Random(seed);
            var refused = 0;
            for (var flips = 0; flips < 1500; flips++)
            {
                var broken = (byte[])bytes.Clone();
                broken[random.Next(bytes.Length)] ^= (byte)random.Next(1, 256);
                refused += IsRefused(file, partition, broken) ? 1 : 0;
            }

            Assert.True(refused > 0, $"seed {seed}");
        }
    }

    [Fact]
    public void A_list_that_was_changed_is_refused_or_read()
    {
        var random = new RandomManifests(3);
        var bytes = ManifestListWriter.Write(1, null, 1, Enumerable.Range(0, 6).Select(_ => random.ManifestFile()));
        for (var at = 0; at < bytes.Length; at++)
        {
            var broken = (byte[])bytes.Clone();
            broken[at] ^= 0x55;
            _ = Throws(() => ManifestListReader.Read("list.avro", broken));
        }
    }

    [Fact]
    public void A_file_that_is_no_manifest_is_refused()
    {
        var (file, partition, _) = Write(seed: 4, isDeflated: true);
        var list = ManifestListWriter.Write(1, null, 1, [new RandomManifests(1).ManifestFile()]);
        var texts = new AvroFileWriter("\"string\"", new Dictionary<string, string>(), AvroCodec.Null);
        texts.Record.WriteString("x");
        texts.EndRecord();
        var text = texts.Finish();

        Assert.True(IsRefused(file, partition, list));
        Assert.True(IsRefused(file, partition, text));
        Assert.True(IsRefused(file, partition, "{}"u8.ToArray()));
        Assert.True(Throws(() => ManifestListReader.Read("list.avro", text)));
        Assert.Throws<ArgumentException>(() => ManifestReader.Read(file with { SpecId = 99 }, partition, text).ToArray());
    }

    [Fact]
    public void A_partition_value_of_another_type_or_of_no_field_is_refused()
    {
        PartitionType Of(string type, int id) => PartitionType.Of(
            new PartitionSpec(0, [new PartitionField(1, id, "p", Transforms.Identity)]), new IcebergSchema(0, [new NestedField(1, "c", false, new PrimitiveType(type))]));
        var written = new ManifestWriter(RandomManifests.Schema, Of("string", 1000)).Write(
            "m.avro", ManifestContent.Data, [new ManifestEntry(EntryStatus.Added, new DataFile { Path = "f", Partition = ["x"], RecordCount = 1, FileSize = 1 })], 1);

        Assert.False(IsRefused(written.File, Of("string", 1000), written.Bytes));
        Assert.True(IsRefused(written.File, Of("int", 1000), written.Bytes));
        Assert.True(IsRefused(written.File, Of("uuid", 1000), written.Bytes));
        Assert.True(IsRefused(written.File, Of("string", 1001), written.Bytes));
    }

    private static (ManifestFile File, PartitionType Partition, byte[] Bytes) Write(int seed, bool isDeflated)
    {
        var random = new RandomManifests(seed);
        var partition = random.Partition();
        var entries = random.Entries(partition, ManifestContent.Data, count: 5);
        var written = new ManifestWriter(RandomManifests.Schema, partition).Write("m.avro", ManifestContent.Data, entries, 1);
        if (isDeflated)
        {
            return (written.File, partition, written.Bytes);
        }

        // In compressed bytes a changed one breaks the block; in plain ones it reaches the fields.
        var plain = new AvroFileWriter(ManifestSchema.Entries(partition), new Dictionary<string, string>(), AvroCodec.Null);
        foreach (var entry in entries)
        {
            ManifestEntryEncoder.Write(plain.Record, entry, [.. partition.Types.Select(PrimitiveShape.Of)], 1);
            plain.EndRecord();
        }

        return (written.File, partition, plain.Finish());
    }

    private static bool IsRefused(ManifestFile file, PartitionType partition, byte[] bytes) => Throws(() => ManifestReader.Read(file, partition, bytes).ToArray());

    private static bool Throws(Func<object> read)
    {
        try
        {
            _ = read();
            return false;
        }
        catch (IcebergException fault)
        {
            Assert.Contains(".avro", fault.Message);
            return true;
        }
    }
}
