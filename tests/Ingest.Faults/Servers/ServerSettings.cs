using System.Globalization;

namespace Ingest.Faults.Servers;

/// <summary>How the servers of a round are set up; drawn from the round's seed, so that small and large files and batches all have their turn.</summary>
internal sealed record ServerSettings(string DataPath, int Port, IReadOnlyDictionary<string, string> Environment)
{
    private const long SmallSegmentBytes = 256 << 10;

    private static readonly long[] SegmentBytes = [1L << 20, 4L << 20, 2L << 20, 32L << 20];
    private static readonly int[] RowsMax = [100_000, 20_000, 50_000];

    // The last is shorter than some pauses of the engine: the server gives up a delivery of which nobody knows whether it came through.
    private static readonly string[] DeliveryTimeouts = ["00:01:00", "00:00:02", "00:00:01"];

    /// <summary>The command line.</summary>
    public IReadOnlyList<string> Arguments =>
        ["--data", DataPath, "--urls", string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{Port}"), "--clickhouse-port", "0"];

    /// <summary>What differs from the defaults, as reports show it.</summary>
    public string Description => string.Join(' ', Environment.Select(setting => $"{setting.Key["INGEST__".Length..].Replace("__", ":", StringComparison.Ordinal)}={setting.Value}"));

    /// <summary>Draws the settings of a round.</summary>
    public static ServerSettings Draw(string dataPath, int port, int round, ulong seed, CampaignOptions options)
    {
        var isSmall = options.IsEachFaultOnce;
        var random = new Random((int)seed);
        var segment = isSmall ? SmallSegmentBytes : SegmentBytes[round % SegmentBytes.Length];
        var page = isSmall ? SmallSegmentBytes / 4 : Math.Min(segment, 256L << random.Next(3) << 10);
        return new ServerSettings(dataPath, port, new Dictionary<string, string>(options.Environment, StringComparer.Ordinal)
        {
            ["INGEST__Log__SegmentBytes"] = Text(segment),
            ["INGEST__Log__PageBytes"] = Text(page),
            ["INGEST__Log__MemoryBytes"] = Text(Math.Max(4 * page, isSmall ? 0 : 4L << 20)),
            ["INGEST__Batching__RowsMax"] = Text(RowsMax[random.Next(RowsMax.Length)]),
            ["INGEST__Batching__AgeMax"] = isSmall ? "00:00:00.200" : "00:00:01",
            ["INGEST__Batching__RetryDelayMax"] = "00:00:01",
            ["INGEST__Batching__DeliveryTimeout"] = DeliveryTimeouts[random.Next(DeliveryTimeouts.Length)],
        });
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
