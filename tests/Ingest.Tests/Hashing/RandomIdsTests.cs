using Ingest.Core.Hashing;
using Ingest.Tests.Fakes;

namespace Ingest.Tests.Hashing;

public sealed class RandomIdsTests
{
    private const long NowMs = 1_797_508_799_123;

    [Fact]
    public void Ids_are_of_version_7_with_their_time_and_never_the_same()
    {
        var sources = new[] { new RandomIds(), new RandomIds() };
        var ids = Enumerable.Range(0, 100_000).Select(i => sources[i % 2].Next(NowMs)).ToList();
        Assert.Equal(ids.Count, ids.Distinct().Count());
        Assert.All(ids, id => Assert.Equal((7, 8), (id.Version, id.Variant & 0xC)));
        Assert.All(ids, id => Assert.Equal($"{NowMs:x12}", id.ToString("N")[..12]));
    }

    [Fact]
    public void Every_bit_but_those_of_time_and_version_is_random()
    {
        var source = new RandomIds();
        var (ones, zeros) = (UInt128.Zero, UInt128.Zero);
        for (var i = 0; i < 1000; i++)
        {
            var bits = System.Buffers.Binary.BinaryPrimitives.ReadUInt128BigEndian(source.Next(0).ToByteArray(bigEndian: true));
            (ones, zeros) = (ones | bits, zeros | ~bits);
        }

        Assert.Equal(74, (int)UInt128.PopCount(ones & zeros));
    }

    [Fact]
    public void An_id_allocates_nothing()
    {
        var source = new RandomIds();
        Assert.Equal(0, Allocations.Least(() =>
        {
            for (var i = 0; i < 1000; i++)
            {
                source.Next(NowMs);
            }
        }));
    }
}
