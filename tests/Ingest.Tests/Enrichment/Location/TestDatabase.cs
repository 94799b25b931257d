namespace Ingest.Tests.Enrichment.Location;

/// <summary>A database of the three addresses that the recorded vectors use.</summary>
internal static class TestDatabase
{
    public static MmdbWriter Writer(int recordSize, int ipVersion)
    {
        var writer = new MmdbWriter(recordSize, ipVersion)
            .Add("81.2.69.0/24", MmdbWriter.Place("GB", "ENG", "London", "GB"))
            .Add("89.160.20.112/28", MmdbWriter.Place("SE", "E", "Linköping", "SE"));
        return ipVersion == 6 ? writer.Add("2001:218::/32", MmdbWriter.Place("JP", registered: "JP")) : writer;
    }
}
