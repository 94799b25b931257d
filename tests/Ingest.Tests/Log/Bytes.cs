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
}
