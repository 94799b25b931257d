using Ingest.IntegrationTests.Servers;

namespace Ingest.IntegrationTests.Commands;

/// <summary>Shares are made and listed by command.</summary>
public sealed class ShareCommandTests
{
    private const string Key = "ingest_[A-Za-z0-9_-]{64}";

    [Fact]
    public async Task A_link_is_printed_once_with_the_address_that_is_known_and_listed_without_its_key()
    {
        using var folder = new TemporaryFolder();
        await Sender.AddSiteAsync(folder, "Shop");

        var (bare, told) = await RunAsync(folder, 0, "site", "share", "Shop");
        Assert.Matches($"^/#share={Key}$", bare.Trim());
        Assert.Contains("until 'ingest key revoke", told, StringComparison.Ordinal);
        await File.WriteAllTextAsync(folder.File("appsettings.json"), """{"Server": {"PublicUrl": "https://stats.example.com"}}""");
        Assert.Matches($"^https://stats.example.com/#share={Key}$", (await RunAsync(folder, 0, "site", "share", "Shop", "--name", "Board")).Output.Trim());
        Assert.Matches($"^https://go.example/#share={Key}$", (await RunAsync(folder, 0, "site", "share", "Shop", "--base", "https://go.example/")).Output.Trim());

        var (list, _) = await RunAsync(folder, 0, "site", "shares", "Shop");
        Assert.Equal(["Shop", "Board", "Shop 2"], NamesIn(list));
        Assert.DoesNotContain("ingest_", list, StringComparison.Ordinal);
        await RunAsync(folder, 0, "key", "revoke", "share: Board");
        Assert.Equal(["Shop", "Shop 2"], NamesIn((await RunAsync(folder, 0, "site", "shares", "Shop")).Output));
        Assert.Equal(["Shop", "Board", "Shop 2"], NamesIn((await RunAsync(folder, 0, "site", "shares", "Shop", "--all")).Output));
    }

    [Fact]
    public async Task What_cannot_be_done_is_said_with_the_remedy()
    {
        using var folder = new TemporaryFolder();
        await Sender.AddSiteAsync(folder, "Shop");
        await RunAsync(folder, 0, "site", "share", "Shop", "--name", "Board");

        Assert.Contains("ingest site list --all", (await RunAsync(folder, 1, "site", "share", "Nobody")).Errors, StringComparison.Ordinal);
        Assert.Contains("give another name", (await RunAsync(folder, 1, "site", "share", "Shop", "--name", "board")).Errors, StringComparison.Ordinal);
        Assert.Contains("name is empty", (await RunAsync(folder, 1, "site", "share", "Shop", "--name", " ")).Errors, StringComparison.Ordinal);
        Assert.Contains("ingest key revoke", (await RunAsync(folder, 0, "site", "share", "--help")).Output, StringComparison.Ordinal);
        await RunAsync(folder, 0, "site", "delete", "Shop");
        Assert.Contains("No site 'Shop'", (await RunAsync(folder, 1, "site", "share", "Shop")).Errors, StringComparison.Ordinal);
        Assert.Equal(["Board"], NamesIn((await RunAsync(folder, 0, "site", "shares", "Shop")).Output));
    }

    private static IEnumerable<string> NamesIn(string table) =>
        table.Split('\n').Where(line => line.StartsWith('│')).Skip(1).Select(line => line.Split('│')[2].Trim());

    private static async Task<(string Output, string Errors)> RunAsync(string folder, int expected, params string[] arguments)
    {
        var (exitCode, output, errors) = await IngestCommand.RunAsync(arguments.Contains("--help") ? arguments : [.. arguments, "--data", folder]);
        Assert.True(exitCode == expected, $"{string.Join(' ', arguments)}: {exitCode} {output} {errors}");
        return (output, errors);
    }
}
