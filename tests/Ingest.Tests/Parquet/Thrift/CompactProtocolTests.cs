using Ingest.Parquet;
using Ingest.Parquet.Thrift;
using Ingest.Tests.Parquet.Samples;

namespace Ingest.Tests.Parquet.Thrift;

public sealed class CompactProtocolTests
{
    [Fact]
    public void Reads_back_random_structs()
    {
        for (var seed = 0; seed < 150; seed++)
        {
            var sample = ThriftSample.Make(new Random(seed));
            var bytes = sample.Write();
            var reader = new CompactReader(bytes, "a test");
            Assert.True(sample.ToString() == sample.Read(ref reader, skipsEven: false), $"seed {seed}");
            Assert.Equal(bytes.Length, reader.Position);
        }
    }

    [Fact]
    public void Passes_over_fields_that_it_does_not_know()
    {
        for (var seed = 0; seed < 150; seed++)
        {
            var sample = ThriftSample.Make(new Random(seed));
            var bytes = sample.Write();
            var reader = new CompactReader(bytes, "a test");
            Assert.True(sample.TellOdd() == sample.Read(ref reader, skipsEven: true), $"seed {seed}");
            Assert.Equal(bytes.Length, reader.Position);
        }
    }

    [Fact]
    public void Damaged_bytes_end_in_one_exception()
    {
        var samples = Enumerable.Range(0, 30).Select(seed => ThriftSample.Make(new Random(seed)).Write()).ToArray();
        for (var seed = 0; seed < 5_000; seed++)
        {
            var random = new Random(seed);
            var bytes = samples[seed % samples.Length];
            bytes = bytes.AsSpan(0, random.Next(bytes.Length + 1)).ToArray();
            if (bytes.Length > 0)
                bytes[random.Next(bytes.Length)] ^= (byte)(1 << random.Next(8));
            try
            {
                var reader = new CompactReader(bytes, "a test");
                for (short id = 0; reader.NextField(ref id, out var type);)
                    reader.Skip(type);
            }
            catch (ParquetException e)
            {
                Assert.Contains("a test", e.Message);
            }
        }
    }

    [Fact]
    public void Nesting_without_end_is_refused()
    {
        var bytes = Enumerable.Repeat((byte)0x1C, 100_000).ToArray();
        Assert.Throws<ParquetException>(() =>
        {
            var reader = new CompactReader(bytes, "a test");
            reader.Skip(CompactType.Struct);
        });
    }
}
