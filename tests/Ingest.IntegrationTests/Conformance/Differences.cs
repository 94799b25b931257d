namespace Ingest.IntegrationTests.Conformance;

/// <summary>
/// Where this server differs from Umami 3.1 on purpose, and why. A case that Umami answers with 500 is a difference of its own: it is stored here.
/// </summary>
internal static class Differences
{
    /// <summary>Cases whose stored row differs: columns that are not compared.</summary>
    public static readonly IReadOnlyDictionary<string, (string Column, string Reason)> Columns = new Dictionary<string, (string, string)>
    {
        ["url wwwx host"] = ("hostname", "3.1 takes any character for the dot of 'www.'; 3.4 mended it"),
    };

    /// <summary>Cases that are answered with another status.</summary>
    public static readonly IReadOnlyDictionary<string, (int Status, string Reason)> Statuses = new Dictionary<string, (int, string)>
    {
        ["cache other website"] = (400, "a token speaks for its own website only: with it an unknown website stays unknown"),
    };

    /// <summary>Cases that 3.1 answers with 500 and loses, in whole or in part; here they are answered 200 and stored, truncated as 3.4 does.</summary>
    public const string StoredInsteadOf500 = "bad data is stored, truncated; it is never an error of the server";
}
