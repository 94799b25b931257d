using Xunit;

namespace Ingest.Tests.Log;

/// <summary>Contents for records that only a log looks at.</summary>
internal static class Bytes
{
    /// <summary>Bytes that follow from a seed, some of them zero.</summary>
    public static byte[] Of(int seed, int count)
    {
        var bytes = new byte[count];
        var random = new Random(seed);
        random.NextBytes(bytes);
        bytes.AsSpan(count / 2, count / 4).Clear();
        return bytes;
    }

    /// <summary>Compares records without looking at each byte through an enumerator, which takes minutes for a log.</summary>
    public static void AssertSame(IReadOnlyList<byte[]> expected, IReadOnlyList<byte[]> actual)
    {
        var same = expected.Zip(actual).TakeWhile(pair => pair.First.AsSpan().SequenceEqual(pair.Second)).Count();
        Assert.True(same == expected.Count && same == actual.Count, $"{expected.Count} records expected, {actual.Count} found, the first {same} alike.");
    }
}
