using Ingest.Tests.Enrichment.Location;

namespace Ingest.Benchmarks.Messages;

/// <summary>The location database: a real one when its path is given, else one made here.</summary>
internal static class SampleDatabase
{
    /// <summary>The environment variable that names a City database in the MaxMind DB format.</summary>
    public const string Variable = "INGEST_BENCH_GEO";

    private const int NetworksMade = 4096;

    private static string Given => Environment.GetEnvironmentVariable(Variable) ?? "";

    /// <summary>Which database the figures are of.</summary>
    public static string Description => Given.Length > 0
        ? $"{Path.GetFileName(Given)}, {new FileInfo(Given).Length >> 20} MiB"
        : $"made of {NetworksMade} networks, as {Variable} names no real one";

    /// <summary>Path of the database, which is made in the folder when none is given.</summary>
    public static string PathIn(TemporaryFolder folder)
    {
        if (Given.Length > 0)
        {
            return Given;
        }

        var path = folder.File("places.mmdb");
        File.WriteAllBytes(path, Make());
        return path;
    }

    // Every eighth /16 of the addresses 64.0.0.0 to 191.255.0.0, the one of the messages among them.
    private static byte[] Make()
    {
        var writer = new MmdbWriter(recordSize: 28, ipVersion: 6);
        var place = MmdbWriter.Place("GB", "ENG", "London", "GB");
        for (var i = 0; i < NetworksMade; i++)
        {
            writer.Add($"{64 + (i / 32)}.{(i % 32 * 8) + 2}.0.0/16", place);
        }

        return writer.Build();
    }
}
