using System.Text;
using Ingest.Parquet.Filters;

namespace Ingest.Tests.Parquet.Filters;

public sealed class BloomFilterTests
{
    // Vectors of the hash's reference implementation, seed 0.
    [Theory]
    [InlineData("", 0xEF46DB3751D8E999)]
    [InlineData("a", 0xD24EC4F1A98C6E5B)]
    [InlineData("abc", 0x44BC2CF5AD770999)]
    [InlineData("Nobody inspects the spammish repetition", 0xFBCEA83C8A378BF1)]
    [InlineData("The quick brown fox jumps over the lazy dog", 0x0B242D361FDA71BC)]
    public void Hashes_as_published(string text, ulong expected) => Assert.Equal(expected, XxHash64.Of(Encoding.ASCII.GetBytes(text)));

    [Fact]
    public void Never_denies_a_value_and_seldom_claims_one()
    {
        const int values = 10_000;
        var filter = new BloomFilter(values, 1 << 20);
        for (var i = 0; i < values; i++)
            filter.Add(Encoding.ASCII.GetBytes($"value {i}"));
        Assert.All(Enumerable.Range(0, values), i => Assert.True(filter.MayContain(Encoding.ASCII.GetBytes($"value {i}"))));
        var claimed = Enumerable.Range(0, values).Count(i => filter.MayContain(Encoding.ASCII.GetBytes($"other {i}")));
        Assert.InRange(claimed, 1, values / 50);
        Assert.Equal(16 * 1024, filter.Bytes.Length);
        Assert.Equal(64, new BloomFilter(values, 64).Bytes.Length);
    }
}
