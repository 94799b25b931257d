using System.Formats.Tar;
using System.IO.Compression;
using System.Security.Cryptography;
using Ingest.IntegrationTests.Processes;

namespace Ingest.IntegrationTests.Browser;

/// <summary>
/// Umami's own tracker. npm carries the sources of one version of Umami: packed, not installed, since it would bring the whole of Umami's dependencies
/// along. <c>INGEST_TEST_UMAMI_TRACKER</c> names the file of another, src/tracker/index.js in the sources of Umami or what is built from it.
/// </summary>
internal static class UmamiTracker
{
    private const string Package = "umami@2.10.0";
    private const string Sha512 = "+lmrnV0751R6U2rkIgVAlE1nWI7yZawlMlJDguW9tlFacCKhnGeCyc7tCMIhNNYIiGIQy4DEX5IzJhm4b3+dPA==";
    private const string Entry = "package/src/tracker/index.js";

    /// <summary>The script, as Umami's build would serve it but for the minifier.</summary>
    public static async Task<string> ReadAsync()
    {
        var named = Environment.GetEnvironmentVariable("INGEST_TEST_UMAMI_TRACKER");
        var source = named is null ? await FetchAsync() : await File.ReadAllTextAsync(named);
        return source.Replace("__COLLECT_API_HOST__", "", StringComparison.Ordinal).Replace("__COLLECT_API_ENDPOINT__", "/api/send", StringComparison.Ordinal);
    }

    private static async Task<string> FetchAsync()
    {
        using var folder = new TemporaryFolder();
        var (exitCode, output, errors) = await ChildProcess.RunAsync(["npm", "pack", Package, "--silent"], workingFolder: folder);
        Assert.True(exitCode == 0, output + errors);
        var bytes = await File.ReadAllBytesAsync(folder.File(output.Trim()));
        Assert.Equal(Sha512, Convert.ToBase64String(SHA512.HashData(bytes)));
        await using var archive = new TarReader(new GZipStream(new MemoryStream(bytes), CompressionMode.Decompress));
        while (await archive.GetNextEntryAsync() is { } entry)
        {
            if (entry.Name == Entry)
            {
                return await new StreamReader(entry.DataStream!).ReadToEndAsync();
            }
        }

        throw new InvalidOperationException($"{Package} has no {Entry}");
    }
}
